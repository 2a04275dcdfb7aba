using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Synthetic;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Surveying;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Surveying;

public sealed class DeviceSurveyTests
{
    private const double SecondsEach = 4;

    private readonly ManualClock _clock = new();
    private readonly SyntheticTrees _device = new(new AnalyticDevice(), noise: 0.02, seed: 1);
    private readonly List<PlannedWorkload> _measured = [];

    [Fact]
    public void Run_AnalyticDevice_PredictsModelsThatWereNeverMeasured()
    {
        IReadOnlyList<ModelTree> trees = Calibrate(minutes: 3);
        CalibratedPredictor predictor = CalibratedTrainer.Train(trees);

        foreach ((string model, Workload workload) in ((string, Workload)[])
        [
            ("bert-base-uncased", new Workload { BatchSize = 2, SequenceLength = 64 }),
            ("distilgpt2", new Workload { BatchSize = 1, SequenceLength = 100 }),
            ("resnet34", new Workload()),
        ])
        {
            ModelTree counted = Counted(ModelZoo.Find(model).Build(workload));
            double truth = new SyntheticTrees(new AnalyticDevice(), noise: 0, seed: 1).Of(counted).Root.GroundTruthJoules!.Value;
            TreeNode root = predictor.Predict(counted, UnknownPrimitives.Mean).Root;
            root.PredictedJoules!.Value.ShouldBe(truth, 0.15 * truth, model);
            truth.ShouldBeInRange(root.Details!.Prediction!.Low!.Value, root.Details.Prediction.High!.Value, model);
        }
    }

    [Fact]
    public void Run_TimeThatIsUp_MeasuresNoFurther()
    {
        Calibrate(minutes: 2);

        _measured.Count.ShouldBeInRange(DeviceSurvey.FillingCount, (int)(120 / SecondsEach));
        _clock.GetElapsedTime(0).TotalSeconds.ShouldBeLessThan(120);
        _measured.Distinct().Count().ShouldBe(_measured.Count, "no workload is measured twice");
    }

    [Fact]
    public void Run_FirstWorkloads_FillTheSpace()
    {
        Calibrate(minutes: 2);

        PlannedWorkload[] first = [.. _measured.Take(DeviceSurvey.FillingCount)];
        first.ShouldContain(workload => workload.Workload.SequenceLength == null, "an image model");
        first.Select(workload => workload.Model).Distinct().Count().ShouldBeGreaterThan(3);
        first.Select(workload => workload.Workload.BatchSize).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Run_SameDeviceTwice_ChoosesTheSame()
    {
        Calibrate(minutes: 2);
        string[] first = [.. _measured.Select(workload => workload.Id)];
        _measured.Clear();
        _clock.Advance(-_clock.GetElapsedTime(0).TotalSeconds);

        SyntheticTrees same = new(new AnalyticDevice(), noise: 0.02, seed: 1);
        new DeviceSurvey(workload => Measure(workload, same), _clock).Run(Options(2));

        _measured.Select(workload => workload.Id).ShouldBe(first);
    }

    [Fact]
    public void Run_TooLittleTime_SaysSoBeforeAnythingIsMeasured()
    {
        InputException error = Should.Throw<InputException>(() => Calibrate(minutes: 0.3));

        error.Message.ShouldContain("0.3 minutes are too short: the 14 workloads");
        _measured.ShouldBeEmpty();
        // What it says is enough, and a tenth of a minute less is not.
        double least = LeastMinutes(error);
        Should.NotThrow(() => Calibrate(least));
        Should.Throw<InputException>(() => Calibrate(least - 0.1)).Message.ShouldContain("too short");
    }

    [Fact]
    public void Run_MachineThatIsFarSlowerThanForeseen_SaysHowManyThereAre() =>
        Should.Throw<InputException>(() => new DeviceSurvey(
                workload =>
                {
                    _clock.Advance(30);
                    return Measure(workload, _device);
                },
                _clock).Run(Options(3)))
            .Message.ShouldContain("at least 14 are needed: give it more `SurveyOptions.Time`");

    [Fact]
    public void Run_WorkloadsThatAreAtHand_TakeNoTime()
    {
        SurveyOptions options = Options(0.3) with { IsKnown = _ => true, MostWorkloads = 20 };

        new DeviceSurvey(
            workload => _device.Of(Counted(workload.Build())) with { ModelName = workload.ToString() }, _clock).Run(options).Count
            .ShouldBe(20);
    }

    [Fact]
    public void Run_RefusedAfterSome_MeasuresNoFurther()
    {
        SurveyOptions options = Options(2) with { Refuse = trees => trees.Count == 3 ? "these are too different" : null };

        Should.Throw<InputException>(() => new DeviceSurvey(workload => Measure(workload, _device), _clock).Run(options))
            .Message.ShouldBe("these are too different");
        _measured.Count.ShouldBe(3);
    }

    [Fact]
    public void Run_ProfileOfTypesThatNoWorkloadHas_SaysSo() =>
        Should.Throw<InputException>(() => new DeviceSurvey(workload => Measure(workload, _device), _clock)
            .Run(Options(2) with { KnowsType = type => type == "embedding", FewestWorkloads = 4 }))
            .Message.ShouldContain("only 0 have no primitives but of types that the profile knows");

    [Fact]
    public void Run_WorkloadsThatFail_AreDoneWithout()
    {
        int calls = 0;
        IReadOnlyList<ModelTree> trees = new DeviceSurvey(workload => ++calls % 3 == 0 ? Fail() : Measure(workload, _device), _clock)
            .Run(Options(2));

        trees.Count.ShouldBe(_measured.Count);

        ModelTree? Fail()
        {
            _clock.Advance(SecondsEach);
            return null;
        }
    }

    [Fact]
    public void Pool_EveryWorkload_CanBeBuilt()
    {
        IReadOnlyList<PlannedWorkload> pool = SurveyPool.Of(new PlanSettings());

        pool.Select(workload => workload.Id).Distinct().Count().ShouldBe(pool.Count);
        foreach (PlannedWorkload workload in pool)
            workload.Build().Operators.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Pool_EveryNetwork_CanBeSaidInOnnx()
    {
        // Of texts one for each model: what other widths and lengths change are numbers.
        PlannedWorkload[] networks =
            [.. SurveyPool.Of(new PlanSettings()).DistinctBy(workload => workload.Workload.SequenceLength is null
                ? workload.ToString()
                : workload.Model)];

        networks.Length.ShouldBeGreaterThan(55);
        networks.Count(workload => workload.Workload.InputShapes.Count > 0).ShouldBeGreaterThan(10);
        foreach (PlannedWorkload workload in networks)
            OnnxExport.Of(workload.Build(), 1).Model.Nodes.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Pool_NoModel_IsOneThatHasAName()
    {
        HashSet<long> named = [.. ModelZoo.Models.Where(model => model.PublishedParameters is not null)
            .Select(model => model.PublishedParameters!.Value)];
        foreach (PlannedWorkload workload in SurveyPool.Of(new PlanSettings()))
        {
            workload.Changes.ShouldNotBeEmpty();
            named.ShouldNotContain(workload.Build().ParameterCount, workload.ToString());
        }
    }

    [Fact]
    public void Pool_Images_CoverAttentionAndConvolutionsOfEveryKind()
    {
        OperatorDetails[] facts = [.. SurveyCandidate.Of(SurveyPool.Of(new PlanSettings()))
            .Where(candidate => candidate.Tree.SequenceLength is null)
            .SelectMany(candidate => candidate.Tree.Root.SelfAndDescendants())
            .Select(node => node.Details?.Operator).OfType<OperatorDetails>()];
        OperatorDetails[] convolutions = [.. facts.Where(one => one.Family == OperationFamily.Convolution)];

        facts.Where(one => one.Family == OperationFamily.Softmax).Select(one => one.Outer).Distinct().Count().ShouldBeGreaterThan(6);
        convolutions.Where(one => one.Groups == one.Outer).Select(one => one.Outer).Distinct().Count()
            .ShouldBeGreaterThan(15, "by channel");
        convolutions.Count(one => one.Groups > 1 && one.Groups < one.Outer).ShouldBeGreaterThan(10, "in groups");
        convolutions.Count(one => one.Kernel!.All(side => side == 1)).ShouldBeGreaterThan(50, "of points");
    }

    private static double LeastMinutes(InputException error) =>
        double.Parse(error.Message[(error.Message.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    private static SurveyOptions Options(double minutes) => new() { Time = TimeSpan.FromMinutes(minutes) };

    private static ModelTree Counted(Graph graph)
    {
        ModelTree tree = GraphView.Irene(graph).Tree;
        return tree.SequenceLength is null ? GraphView.Full(graph).Tree : tree;
    }

    private IReadOnlyList<ModelTree> Calibrate(double minutes) =>
        new DeviceSurvey(workload => Measure(workload, _device), _clock).Run(Options(minutes));

    private ModelTree Measure(PlannedWorkload workload, SyntheticTrees device)
    {
        _measured.Add(workload);
        _clock.Advance(SecondsEach);
        ModelTree tree = device.Of(Counted(workload.Build()));
        return tree with
        {
            ModelName = workload.Changes.Count > 0 ? $"{tree.ModelName} ({string.Join(", ", workload.Changes)})" : tree.ModelName,
        };
    }
}
