using System.Globalization;
using JouleTree.Core.Analysis;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Trees;

/// <summary>What <c>analyze modules</c> tells of networks, of the shares of their parts, and of single workloads.</summary>
internal static class ModuleColumns
{
    /// <summary>A row a network.</summary>
    public static readonly ResultTable<ModelModules> Models = new(
        new Column<ModelModules>("model", model => model.Model).Shown("network", model => model.Model),
        Column<ModelModules>.OnlyShownRight("workloads", model => model.Samples.Count.ToString(CultureInfo.InvariantCulture)),
        new("energy_source", _ => "measured"),
        new Column<ModelModules>("mean_measured_energy_j", model => model.MeanMeasuredJoules)
            .ShownRight("measured [J]", model => Text(model.MeanMeasuredJoules, 1, "g6")),
        new Column<ModelModules>("mean_sum_j", model => model.MeanSumJoules)
            .ShownRight("sum [J]", model => Text(model.MeanSumJoules, 1, "g6")),
        new Column<ModelModules>("mean_deviation", model => model.MeanDeviation)
            .ShownRight("deviation [%]", model => Text(model.MeanDeviation, 100, "f2")),
        new Column<ModelModules>("mean_absolute_deviation", model => model.MeanAbsoluteDeviation)
            .ShownRight("mean |dev| [%]", model => Text(model.MeanAbsoluteDeviation, 100, "f2")),
        new Column<ModelModules>("largest_absolute_deviation", model => model.LargestAbsoluteDeviation)
            .ShownRight("largest |dev| [%]", model => Text(model.LargestAbsoluteDeviation, 100, "f2")));

    /// <summary>A row a part of a network, over its workloads.</summary>
    public static readonly ResultTable<(string Model, PartShare Share)> Shares = new(
        Column<(string Model, PartShare Share)>.OnlyShown("network", row => row.Model),
        new Column<(string Model, PartShare Share)>("part", row => row.Share.Part).Shown("part", row => row.Share.Part),
        Percent("mean_percent", "mean [%]", share => share.MeanPercent),
        new("mean_rounded_percent", row => row.Share.MeanRoundedPercent),
        Percent("deviation_percent", "spread [%]", share => share.DeviationPercent),
        Percent("low_percent", "smallest [%]", share => share.LowPercent),
        Percent("high_percent", "largest [%]", share => share.HighPercent),
        Percent("energy_weighted_percent", "energy-weighted [%]", share => share.EnergyWeightedPercent));

    /// <summary>A row a part of a workload.</summary>
    public static readonly ResultTable<(ModuleSample Sample, string Part, double Joules)> Workloads = new(
        new("model", row => row.Sample.Model),
        new("batch_size", row => row.Sample.BatchSize),
        new("seq_len", row => row.Sample.SequenceLength),
        new("measured_energy_j", row => row.Sample.MeasuredJoules),
        new("sum_j", row => row.Sample.SumJoules),
        new("deviation", row => row.Sample.Deviation),
        new("part", row => row.Part),
        new("energy_j", row => row.Joules),
        new("percent", row => row.Sample.Percent(row.Part)),
        new("energy_source", _ => "measured"));

    /// <summary>The parts of all workloads.</summary>
    /// <param name="models">The analysis.</param>
    public static IEnumerable<(ModuleSample Sample, string Part, double Joules)> Parts(IEnumerable<ModelModules> models) =>
        from model in models
        from sample in model.Samples
        from part in sample.PartJoules
        select (sample, part.Key, part.Value);

    private static Column<(string Model, PartShare Share)> Percent(string name, string title, Func<PartShare, double> value) =>
        new Column<(string Model, PartShare Share)>(name, row => value(row.Share))
            .ShownRight(title, row => Text(value(row.Share), 1, "f2"));

    private static string Text(double? value, double factor, string format) =>
        value is { } number ? (factor * number).ToString(format, CultureInfo.InvariantCulture) : "-";
}
