using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Synthetic;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Surveying;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Surveying;

/// <summary>Two made-up devices: the first is calibrated thoroughly, the second with ten workloads.</summary>
public sealed class CalibratedAdapterTests
{
    private const double SecondsEach = 4;

    // Slower at arithmetic, faster at memory, dearer calls and another power: no common factor leads from one to the other.
    private static readonly AnalyticDevice Other =
        new()
        {
            LaunchSeconds = 30e-6,
            PeakFlopsPerSecond = 4e12,
            BytesPerSecond = 600e9,
            IdleWatts = 95,
            JoulesPerFlop = 16e-12,
            JoulesPerByte = 60e-12,
        };

    private static readonly (string Model, Workload Workload)[] Unseen =
    [
        ("bert-base-uncased", new Workload { BatchSize = 2, SequenceLength = 64 }),
        ("bert-base-uncased", new Workload { BatchSize = 8, SequenceLength = 128 }),
        ("distilgpt2", new Workload { BatchSize = 1, SequenceLength = 100 }),
        ("roberta-base", new Workload { BatchSize = 4, SequenceLength = 32 }),
        ("resnet34", new Workload()),
    ];

    private static readonly Lazy<CalibratedPredictor> Source =
        new(() => CalibratedTrainer.Train(
            Measure(new SyntheticTrees(new AnalyticDevice(), 0.02, seed: 1), new SurveyOptions { Time = TimeSpan.FromMinutes(5) })));

    private static readonly Lazy<IReadOnlyList<ModelTree>> Ten =
        new(() => Measure(new SyntheticTrees(Other, 0.02, seed: 2),
            new SurveyOptions { MostWorkloads = 10, FewestWorkloads = 4, KnowsType = Source.Value.Knows }));

    [Fact]
    public void Adapt_TenWorkloads_PredictsModelsThatWereNeverMeasured()
    {
        Ten.Value.Count.ShouldBe(10);
        CalibratedPredictor adapted = CalibratedAdapter.Adapt(Source.Value, Ten.Value);

        foreach ((string model, Workload workload) in Unseen)
        {
            (double truth, TreeNode root) = On(Other, adapted, model, workload);
            root.PredictedJoules!.Value.ShouldBe(truth, 0.15 * truth, $"{model} {workload}");
            truth.ShouldBeInRange(root.Details!.Prediction!.Low!.Value, root.Details.Prediction.High!.Value, model);
        }
    }

    [Fact]
    public void Adapt_TenWorkloads_IsBetterThanEitherDeviceAlone()
    {
        double adapted = MeanError(CalibratedAdapter.Adapt(Source.Value, Ten.Value));

        adapted.ShouldBeLessThan(0.5 * MeanError(Source.Value), "the other device's profile as it stands");
        adapted.ShouldBeLessThan(MeanError(CalibratedTrainer.Train(Ten.Value)), "a predictor of the ten workloads alone");
    }

    [Fact]
    public void Adapt_SameDevice_DoesNoHarm()
    {
        AnalyticDevice device = new();
        IReadOnlyList<ModelTree> same = Measure(
            new SyntheticTrees(device, 0.02, seed: 3),
                new SurveyOptions { MostWorkloads = 10, FewestWorkloads = 4, KnowsType = Source.Value.Knows });

        MeanError(CalibratedAdapter.Adapt(Source.Value, same), device).ShouldBeLessThan(MeanError(Source.Value, device) + 0.05);
    }

    [Fact]
    public void Adapt_UnitsAThousandTimesLarger_ScalesEverything()
    {
        ModelTree counted = Counted(ModelZoo.Find("bert-base-uncased").Build(Unseen[0].Workload));
        double once = CalibratedAdapter.Adapt(Source.Value, Ten.Value).Predict(counted, UnknownPrimitives.Mean)
            .Root.PredictedJoules!.Value;
        ModelTree[] scaled = [.. Ten.Value.Select(tree => tree with { Root = Scale(tree.Root) })];

        double thousand = CalibratedAdapter.Adapt(Source.Value, scaled).Predict(counted, UnknownPrimitives.Mean)
            .Root.PredictedJoules!.Value;

        // Not exactly: where a term is new to this device, the pull towards nothing is relative, and the kernel of modules sees absolute
        // sizes.
        thousand.ShouldBe(1000 * once, 20 * once);
    }

    [Fact]
    public void Adapt_TwiceTheSame_GivesTheSameBits()
    {
        ModelTree counted = Counted(ModelZoo.Find("distilgpt2").Build(Unseen[2].Workload));

        CalibratedAdapter.Adapt(Source.Value, Ten.Value).Predict(counted).Root.PredictedJoules
            .ShouldBe(CalibratedAdapter.Adapt(Source.Value, Ten.Value).Predict(counted).Root.PredictedJoules);
    }

    [Fact]
    public void Adapt_ProfileThatNeedsARun_SaysSo()
    {
        CalibratedPredictor full = CalibratedTrainer.Train(Ten.Value, new CalibratedOptions { Access = FeatureAccess.Full });

        Should.Throw<InputException>(() => CalibratedAdapter.Adapt(full, Ten.Value)).Message.ShouldContain("static");
    }

    [Fact]
    public void Adapt_Profile_NamesBothDevicesAndItsErrors()
    {
        DeviceCard card = new() { Device = "b", Data = "ten workloads", Citation = "none", Errors = [] };
        DeviceProfile profile = ProfileTrainer.Adapt("b", new DeviceProfile("a", card with { Device = "a" }, Source.Value), Ten.Value,
            card);

        profile.Card.Errors.ShouldHaveSingleItem().LeftOut.ShouldBe("model");
        profile.Card.Errors[0].ModelPercent!.Value.ShouldBeInRange(0, 20);
        ((CalibratedPredictor)profile.Predictor).Training.Trees.ShouldBe(10);
    }

    [Fact]
    public void Adapt_FewWorkloads_HasIntervalsOfSomeWidth()
    {
        CalibratedPredictor adapted = CalibratedAdapter.Adapt(Source.Value, Ten.Value);

        foreach ((string model, Workload workload) in Unseen)
        {
            PredictionDetails prediction = On(Other, adapted, model, workload).Predicted.Details!.Prediction!;
            (prediction.High!.Value / prediction.Low!.Value).ShouldBeGreaterThan(1.05, model);
        }
    }

    [Fact]
    public void WhyNot_DeviceThatAdapts_IsNothing()
    {
        for (int count = 1; count <= Ten.Value.Count; count++)
            Adaptability.WhyNot(Profile, [.. Ten.Value.Take(count)]).ShouldBeNull($"after {count}");
    }

    [Fact]
    public void WhyNot_EnergiesThatFollowNothing_SaysSoFromTheSixthOn()
    {
        // Each workload is on a machine of its own.
        double[] speeds = [1, 30, 0.05, 4, 0.2, 90, 0.01, 2, 12, 0.5];
        ModelTree[] wild = [.. Ten.Value.Zip(speeds, (tree, speed) => tree with { Root = Scale(tree.Root, speed) })];

        Adaptability.WhyNot(Profile, wild[..5]).ShouldBeNull();
        Adaptability.WhyNot(Profile, wild[..6]).ShouldNotBeNull().ShouldStartWith("this machine and the device of a are too different");
        Adaptability.WhyNot(Profile, wild).ShouldNotBeNull().ShouldContain("as 10 workloads here show");
    }

    [Fact]
    public void WhyNot_TypesThatNoCommonFactorsExplain_SaysHowFarTheyAreApart()
    {
        ModelTree[] odd = [.. Ten.Value.Select(tree => tree with { Root = Odd(tree.Root) })];

        CalibratedAdapter.TypesApart(Source.Value, odd).ShouldBeGreaterThan(CalibratedAdapter.TypesApart(Source.Value, Ten.Value) + 1);
        Adaptability.WhyNot(Profile, odd).ShouldNotBeNull().ShouldContain("primitives of different types are");

        // Types whose names are long cost a hundred times more, others less.
        static TreeNode Odd(TreeNode node) =>
            node.With(NodeColumn.GroundTruthEnergy, node.GroundTruthJoules * (node.InstanceType.Length > 6 ? 100 : 0.05)) with
            {
                Children = [.. node.Children.Select(Odd)],
            };
    }

    [Fact]
    public void Lacks_ProfileOfTextsAlone_SaysThatImagesStayUnknown()
    {
        DeviceProfile texts = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!;

        Adaptability.Lacks(texts).ShouldNotBeNull().ShouldContain("irene-device-1 knows no convolution");
        Adaptability.Lacks(Profile).ShouldBeNull();
    }

    private static DeviceProfile Profile => new("a", new DeviceCard { Device = "a", Data = "", Citation = "", Errors = [] }, Source.Value);

    private static TreeNode Scale(TreeNode node) => Scale(node, 1000);

    private static TreeNode Scale(TreeNode node, double times) =>
        node.With(NodeColumn.GroundTruthEnergy, node.GroundTruthJoules * times) with
        {
            Children = [.. node.Children.Select(child => Scale(child, times))],
        };

    private static double MeanError(CalibratedPredictor predictor, AnalyticDevice? device = null) => Unseen.Average(pair =>
    {
        (double truth, TreeNode root) = On(device ?? Other, predictor, pair.Model, pair.Workload);
        return Math.Abs(root.PredictedJoules!.Value - truth) / truth;
    });

    private static (double Truth, TreeNode Predicted) On(AnalyticDevice device, CalibratedPredictor predictor, string model,
        Workload workload)
    {
        ModelTree counted = Counted(ModelZoo.Find(model).Build(workload));
        return (new SyntheticTrees(device, noise: 0, seed: 1).Of(counted).Root.GroundTruthJoules!.Value,
            predictor.Predict(counted, UnknownPrimitives.Mean).Root);
    }

    private static ModelTree Counted(Graph graph)
    {
        ModelTree tree = GraphView.Irene(graph).Tree;
        return tree.SequenceLength is null ? GraphView.Full(graph).Tree : tree;
    }

    private static IReadOnlyList<ModelTree> Measure(SyntheticTrees device, SurveyOptions options)
    {
        ManualClock clock = new();
        return new DeviceSurvey(
            workload =>
            {
                clock.Advance(SecondsEach);
                ModelTree tree = device.Of(Counted(workload.Build()));
                return tree with
                {
                    ModelName = workload.Changes.Count > 0 ? $"{tree.ModelName} ({string.Join(", ", workload.Changes)})" : tree.ModelName,
                };
            },
            clock).Run(options);
    }
}
