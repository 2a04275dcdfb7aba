using System.Text.Json;
using JouleTree.Core.Analysis;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Tests.Import.CodeCarbon;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Core.Tests.Analysis;

public class ModuleAnalysisTests
{
    [SharedDataFact]
    public void Of_PublishedNetworks_EqualsTheNotebook()
    {
        IReadOnlyList<ModelModules> models = ModuleAnalysis.Of(CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements);

        using JsonDocument expected =
            JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "module_wise.json")));
        JsonElement summaries = expected.RootElement.GetProperty("summary");
        models.Select(model => model.Model).ShouldBe(summaries.EnumerateArray()
            .Select(row => row.GetProperty("architecture").GetString()!));
        for (int index = 0; index < models.Count; index++)
        {
            ModelModules model = models[index];
            JsonElement row = summaries[index];
            model.Samples.Count.ShouldBe(row.GetProperty("n_batch").GetInt32());
            Near(model.MeanMeasuredJoules!.Value / 3.6e6, row, "avg_measured_kwh");
            Near(model.MeanSumJoules / 3.6e6, row, "avg_aggregated_kwh");
            Near(model.MeanDeviation!.Value, row, "mean_deviation");
            Near(model.LargestAbsoluteDeviation!.Value, row, "max_abs_deviation");
            Near(model.MeanAbsoluteDeviation!.Value, row, "mean_abs_deviation");
            JsonElement mean = expected.RootElement.GetProperty("mean_percent")[index];
            JsonElement weighted = expected.RootElement.GetProperty("energy_weighted_percent")[index];
            foreach (PartShare share in model.Shares)
            {
                Near(share.MeanRoundedPercent, mean, share.Part);
                Near(share.EnergyWeightedPercent, weighted, share.Part);
            }
        }
    }

    [SharedDataFact]
    public void Of_PublishedNetworks_EqualsTheDeviationsAndSharesOfEachBatchSize()
    {
        IReadOnlyList<ModelModules> models = ModuleAnalysis.Of(CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements);
        Dictionary<(string, string), ModuleSample> samples = models.SelectMany(model => model.Samples)
            .ToDictionary(sample => (sample.Model, sample.BatchSize!.Value.ToString()));

        string[][] deviations = Table("architecture_deviation_by_batch.csv");
        deviations.Length.ShouldBe(62);
        foreach (string[] row in deviations)
        {
            ModuleSample sample = samples[(row[0], row[1])];
            sample.MeasuredJoules!.Value.ShouldBe(double.Parse(row[5]), 1e-9);
            sample.SumJoules.ShouldBe(double.Parse(row[6]), 1e-9);
            sample.Deviation!.Value.ShouldBe(double.Parse(row[4]), 1e-12);
            sample.Repetitions.ShouldBe(int.Parse(row[7]));
        }

        foreach (string[] row in Table("module_contributions_by_batch.csv"))
        {
            double percent = samples[(row[0], row[1])].Percent(row[2])!.Value;
            percent.ShouldBe(double.Parse(row[5]), 1e-9);
            Math.Round(percent, 2).ShouldBe(double.Parse(row[4]));
        }
    }

    [SharedDataFact]
    public void Of_TransformerTrees_SharesSumToHundred()
    {
        string file = SharedData.PathOf("irene", "expected", "six_trees.jsonl");
        foreach (ModuleGrouping grouping in Enum.GetValues<ModuleGrouping>())
        {
            foreach (ModelModules model in ModuleAnalysis.Of(TreeReader.Read(file), grouping))
                model.Shares.Sum(share => share.EnergyWeightedPercent).ShouldBe(100, 1e-9);
        }
    }

    private static void Near(double actual, JsonElement row, string name)
    {
        double expected = row.GetProperty(name).GetDouble();
        actual.ShouldBe(expected, Math.Max(1e-15, 1e-11 * Math.Abs(expected)), name);
    }

    private static string[][] Table(string name) =>
        [.. File.ReadLines(SharedData.PathOf("cnn-energy", "expected", name)).Skip(1).Select(line => line.Split(','))];
}
