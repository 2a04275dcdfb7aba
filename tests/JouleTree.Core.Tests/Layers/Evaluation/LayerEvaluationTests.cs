using System.Collections.Concurrent;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Tests.Import.CodeCarbon;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Evaluation;

public class LayerEvaluationTests
{
    // Several tests look at the same evaluation.
    private static readonly ConcurrentDictionary<(LayerEvaluationOptions, int?), LayerEvaluationResult> Evaluations = new();

    [SharedDataFact]
    public void Evaluate_PhysicsOnThePublishedSplit_MeetsTheTargets()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions());

        Of(result, LayerType.Conv2d).MeanPercent.ShouldBeLessThan(12);
        Of(result, LayerType.Conv2d).MedianPercent.ShouldBeLessThan(8);
        Of(result, LayerType.MaxPool2d).MeanPercent.ShouldBeLessThan(5);
        Of(result, LayerType.Linear).MeanPercent.ShouldBeLessThan(4);
        Of(result, LayerType.ReLU).MeanPercent.ShouldBeLessThan(25);
        Of(result, LayerType.Sigmoid).MeanPercent.ShouldBeLessThan(9);
        Of(result, LayerType.Tanh).MeanPercent.ShouldBeLessThan(8);
        Of(result, LayerType.Softmax).MeanPercent.ShouldBeLessThan(5);
        result.Networks.Count.ShouldBe(62);
        result.NetworkErrors!.MeanPercent.ShouldBeLessThan(5);
        result.NetworkErrors.WorstPercent.ShouldBeLessThan(20);
        result.NetworkErrors.CoveragePercent!.Value.ShouldBeInRange(85, 96);
    }

    [SharedDataFact]
    public void Evaluate_PhysicsOnThePublishedSplit_StaysWhereItWas()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions());

        (LayerType Type, double Reached)[] means =
        [
            (LayerType.Conv2d, 5.4), (LayerType.MaxPool2d, 2.7), (LayerType.Linear, 3.2), (LayerType.ReLU, 16.2), (LayerType.Sigmoid, 5.8),
            (LayerType.Tanh, 6.3), (LayerType.Softmax, 4.2),
        ];
        foreach ((LayerType type, double reached) in means)
            Of(result, type).MeanPercent.ShouldStayAt(reached, type.ToString());
        Of(result, LayerType.Conv2d).MedianPercent.ShouldStayAt(3.4, "median of Conv2d");
        result.NetworkErrors!.MeanPercent.ShouldStayAt(1.57, "networks");
        result.NetworkErrors.WorstPercent.ShouldStayAt(4.46, "worst network");
        result.NetworkErrors.CoveragePercent!.Value.ShouldStayAt(85.5, "coverage of networks");
    }

    // One split moves all networks together, so coverage is demanded of the average over splits. Where single splits may miss a
    // target, docs/layers.md gives the error that the repetitions themselves make unavoidable.
    [SharedDataFact]
    public void Evaluate_PhysicsOnTwentySplits_MeetsTheTargets()
    {
        LayerEvaluationResult[] results = [.. Enumerable.Range(1, 20).Select(seed => Evaluate(new LayerEvaluationOptions(), seed))];

        results.Average(result => result.NetworkErrors!.CoveragePercent!.Value).ShouldBeInRange(85, 96);
        results.Average(result => result.NetworkErrors!.MeanPercent).ShouldStayAt(1.50, "networks on average");
        results.Max(result => result.NetworkErrors!.WorstPercent).ShouldStayAt(6.2, "worst network of all splits");
        results.ShouldAllBe(result => result.NetworkErrors!.MeanPercent < 5 && result.NetworkErrors!.WorstPercent < 20);
        results.ShouldAllBe(result => Of(result, LayerType.Conv2d).MeanPercent < 12 && Of(result, LayerType.Conv2d).MedianPercent < 8);
        results.ShouldAllBe(result => Of(result, LayerType.MaxPool2d).MeanPercent < 5);
        results.ShouldAllBe(result => Of(result, LayerType.ReLU).MeanPercent < 25);
        results.Take(12).ShouldAllBe(result => Of(result, LayerType.Linear).MeanPercent < 4);
        results.Take(12).ShouldAllBe(result => Of(result, LayerType.Sigmoid).MeanPercent < 9);
        results.Take(12).ShouldAllBe(result => Of(result, LayerType.Softmax).MeanPercent < 5);
        results.Average(result => Of(result, LayerType.Linear).MeanPercent).ShouldBeLessThan(4);
        results.Average(result => Of(result, LayerType.Sigmoid).MeanPercent).ShouldBeLessThan(9);
        results.Average(result => Of(result, LayerType.Softmax).MeanPercent).ShouldBeLessThan(5);
        results.Average(result => Of(result, LayerType.Tanh).MeanPercent).ShouldBeLessThan(8);
    }

    [SharedDataTheory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Evaluate_PhysicsOnRandomSplits_StaysWithinTheTargetsOfNetworks(int seed)
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions(), seed);

        result.NetworkErrors!.MeanPercent.ShouldBeLessThan(5);
        result.NetworkErrors.WorstPercent.ShouldBeLessThan(20);
        result.NetworkErrors.CoveragePercent!.Value.ShouldBeGreaterThan(75);
        Of(result, LayerType.Conv2d).MeanPercent.ShouldBeLessThan(12);
    }

    [SharedDataFact]
    public void Evaluate_PhysicsFittedOnSmallBatches_HoldsAtLargeOnes()
    {
        int?[] seeds = [null, .. Enumerable.Range(1, 20)];
        LayerEvaluationResult[] results =
            [.. seeds.Select(seed => Evaluate(new LayerEvaluationOptions { LargestFittedBatch = 64, SmallestNetworkBatch = 129 }, seed))];

        results.ShouldAllBe(result => result.Networks.Count == 30);
        results.ShouldAllBe(result => result.NetworkErrors!.MeanPercent < 5 && result.NetworkErrors.WorstPercent < 20);
        results[0].NetworkErrors!.MeanPercent.ShouldStayAt(1.84, "networks of the published split");
        results.Average(result => result.NetworkErrors!.MeanPercent).ShouldStayAt(2.10, "networks on average");
        results.ShouldAllBe(result => result.NetworkErrors!.CoveragePercent >= 85);
        results.ShouldAllBe(result => result.Networks.All(network => network.Estimate.OutsideCount > 0));
    }

    [SharedDataFact]
    public void Evaluate_Networks_AreJudgedWithWhatTheOtherArchitecturesSay()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions());

        foreach (IGrouping<string, NetworkResult> own in result.Networks.GroupBy(one => one.Measurement.Architecture!))
        {
            LayerMeasurement[] rest = [.. CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements
                .Where(one => one.Architecture != own.Key)];
            LayerPredictor others = NetworkEvaluation.Teach(
                result.Predictor, NetworkEvaluation.Estimate(result.Predictor, rest, new PublishedNetworks(), out _),
                NetworkModules.Find(result.Predictor, rest, new PublishedNetworks()));

            own.ShouldAllBe(one => one.Estimate.IntervalWidth == others.IntervalWidth);
            own.ShouldAllBe(one => one.Estimate.Factors.All(factor => others.NetworkFactors.Contains(factor)));
            own.ShouldAllBe(one => one.Estimate.Factors.Any(factor => factor.Kind == "MaxPool2d" && factor.Factor > 1.05));
            others.IntervalWidth!.Networks.ShouldBe(62 - own.Count());
        }
    }

    // Fitted on small batches, the widths must not come from networks at the large ones that are judged.
    [SharedDataFact]
    public void Evaluate_PhysicsFittedOnSmallBatches_LearnsWidthsFromSmallBatchesOnly()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions { LargestFittedBatch = 64, SmallestNetworkBatch = 129 });

        // Of the 62 networks 25 have up to 64 items.
        result.Networks.Where(one => one.Measurement.Architecture == "vgg16")
            .ShouldAllBe(one => one.Estimate.IntervalWidth!.Networks == 9 + 9 + 3);
    }

    // The four architectures teach each other; their poolings cost steadily more than alone (docs/layers.md).
    [SharedDataFact]
    public void Teach_PublishedNetworks_FindsWhatTheirModulesCost()
    {
        IReadOnlyList<LayerMeasurement> measured = CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements;
        LayerPredictor alone = Evaluate(new LayerEvaluationOptions()).Predictor;

        LayerPredictor taught = NetworkEvaluation.Teach(
            alone, NetworkEvaluation.Estimate(alone, measured, new PublishedNetworks(), out _),
            NetworkModules.Find(alone, measured, new PublishedNetworks()));

        taught.NetworkFactors.Single(one => one.Kind == "MaxPool2d").Factor.ShouldBe(1.11, 0.02);
        taught.NetworkFactors.Single(one => one.Kind == "Conv2d").Factor.ShouldBe(1, 0.02);
        taught.NetworkFactors.Single(one => one.Kind == NetworkKind.RepeatedPasses).Architectures.ShouldBe(3);
    }

    [Fact]
    public void Evaluate_PartialSums_CountForNoCoverageAndTeachNothing()
    {
        Dictionary<LayerType, LayerSplit> splits = new() { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 100) };
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        LayerMeasurement[] networks = [.. new[] { "whole-a", "whole-b", "whole-c", "partial" }.Select(name => new LayerMeasurement
        {
            Module = "Net", Architecture = name, LayerIndex = 0, BatchSize = 8, EnergyJoules = name == "partial"
                ? 9
                : Synthetic.Joules(layer) * 1.01, EnergySource = "measured: invented",
        })];

        LayerEvaluationResult result = LayerEvaluation.Evaluate(
            splits, networks, new EveryNetwork(name => Synthetic.Network([layer], name == "partial" ? ["BatchNorm2d"] : [])),
            new LayerEvaluationOptions());

        result.CoverageFromLayersAlonePercent.ShouldBe(100);
        NetworkResult partial = result.Networks.Single(one => one.Measurement.Architecture == "partial");
        partial.IsInside.ShouldBeNull();
        partial.Estimate.IntervalWidth.ShouldBeNull();
        result.Networks.Where(one => one != partial).ShouldAllBe(one => one.Estimate.IntervalWidth!.Architectures == 2);
    }

    [SharedDataFact]
    public void Evaluate_MacLinear_ReproducesThePublishedFailureOnNetworks()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions { Method = LayerMethod.MacLinear });

        Of(result, LayerType.Conv2d).MeanPercent.ShouldBe(1063.471028970217, 1e-5);
        Of(result, LayerType.Linear).MeanPercent.ShouldBe(10.00976070808082, 1e-7);
        Of(result, LayerType.MaxPool2d).MeanPercent.ShouldBe(2357.5557785453316, 0.01);
        Of(result, LayerType.ReLU).MedianPercent.ShouldBe(12.504822240858815, 1e-7);
        result.Types.ShouldAllBe(type => type.CrossValidation != null && type.PublishedCrossValidation != null);
        LayerTypeResult linear = result.Types.Single(type => type.Type == LayerType.Linear);
        linear.CrossValidation!.RSquaredMean.ShouldBe(linear.PublishedCrossValidation!.RSquaredMean, 1e-9);
        result.NetworkErrors!.MeanPercent.ShouldBe(617.1368072144769, 1e-5);
        result.NetworkErrors.WorstPercent.ShouldBe(6760.6813223280415, 1e-4);
        result.NetworkErrors.RSquared!.Value.ShouldBe(0.35237140371207853, 1e-8);
        result.ByArchitecture.Single(one => one.Architecture == "vgg16").Errors.MedianPercent.ShouldBe(49.75148722656021, 1e-6);
    }

    [SharedDataFact]
    public void Evaluate_NeuralPower_BeatsTheLinearModelsOnNetworks()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions { Method = LayerMethod.NeuralPower });

        result.NetworkErrors!.MeanPercent.ShouldBeLessThan(15);
        result.Networks.ShouldAllBe(network => network.Estimate.Watts > 60 && network.Estimate.Watts < 100);
        result.Types.ShouldAllBe(type => type.Formula.Contains("T[s] = ") && type.Formula.Contains("P[W] = "));
    }

    [SharedDataFact]
    public void Evaluate_Published_WarnsOfConstantPowerBimodalDataAndAnalogies()
    {
        LayerEvaluationResult result = Evaluate(new LayerEvaluationOptions());

        result.Warnings.ShouldContain(warning => warning.StartsWith("Conv2d: energy is 75.6 W times the run time"));
        result.Warnings.ShouldContain(warning => warning.StartsWith("ReLU") && warning.Contains("bimodal"));
        result.Warnings.ShouldContain(warning => warning.Contains("by analogy")
            && warning.Contains("AdaptiveAvgPool2d (as a maximum over the same windows)"));
        result.Networks.ShouldAllBe(network => !network.Estimate.IsPartial);
        result.Types.ShouldAllBe(type => type.Baselines.Count == 3);
    }

    [Fact]
    public void Evaluate_ConfigurationsInBothParts_Warns()
    {
        LayerSplit split = Synthetic.Split(LayerType.Linear, 60);
        LayerSplit leaking = split with { Test = [.. split.Test, split.Train[0]] };

        LayerEvaluationResult result = LayerEvaluation.Evaluate(
            new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = leaking }, [], new EveryNetwork(_ => null),
            new LayerEvaluationOptions());

        result.Warnings.ShouldContain(warning =>
            warning.Contains($"1 of {leaking.Test.Count} test rows have a configuration that fitting saw"));
    }

    [Fact]
    public void Evaluate_RepetitionsOfTwoModes_Warns()
    {
        LayerSplit split = Synthetic.Split(LayerType.ReLU, 60);
        LayerMeasurement[] Double(IReadOnlyList<LayerMeasurement> rows) =>
            [.. rows.Select(row => row with { RepetitionJoules = [row.EnergyJoules / 2, row.EnergyJoules * 1.5] })];

        LayerEvaluationResult result = LayerEvaluation.Evaluate(
            new Dictionary<LayerType, LayerSplit>
            {
                [LayerType.ReLU] = new(Double(split.Train), Double(split.Validation), Double(split.Test)),
            },
            [], new EveryNetwork(_ => null), new LayerEvaluationOptions());

        result.Warnings.ShouldContain(warning => warning.Contains("in 100 % of the configurations the repetitions differ"));
    }

    [Theory]
    [InlineData(LayerMethod.Physics)]
    [InlineData(LayerMethod.MacLinear)]
    [InlineData(LayerMethod.NeuralPower)]
    internal void Fit_FewerRowsThanParameters_RefusesAndSaysSo(LayerMethod method)
    {
        LayerSplit split = Synthetic.Split(LayerType.MaxPool2d, 12);

        InputException error = Should.Throw<InputException>(() =>
            LayerPredictor.Fit(method, new Dictionary<LayerType, LayerSplit> { [LayerType.MaxPool2d] = split }));

        error.Message.ShouldContain("distinct MaxPool2d configurations");
    }

    private static LayerErrors Of(LayerEvaluationResult result, LayerType type) => result.Types.Single(one => one.Type == type).Errors;

    private static LayerEvaluationResult Evaluate(LayerEvaluationOptions options, int? seed = null) =>
        Evaluations.GetOrAdd((options, seed), _ => LayerEvaluation.Evaluate(
        PublishedLayers.Splits(seed), CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements,
        new PublishedNetworks(), options));
}
