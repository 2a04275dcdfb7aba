using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Measurement;
using JouleTree.Measurement.Traces;
using JouleTree.Metering;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters;
using JouleTree.Models;
using JouleTree.Reporting.Report;
using JouleTree.Server;
using JouleTree.Serving;
using Microsoft.ML.OnnxRuntime;

namespace JouleTree.Strangers;

/// <summary>The examples of the documentation of types, word for word: a method for a type.</summary>
internal static class TypeExamples
{
    public static void OfModelSource()
    {
        ModelSource bert = ModelSource.Open("bert-base-uncased");
        GraphView counted = bert.Count(new Workload { BatchSize = 8, SequenceLength = 128 });
        Console.WriteLine($"{counted.CountsOf(counted.Tree.Root).Macs} MACs, {counted.Uncounted.Count} types not counted");
    }

    public static void OfMeasuringMachine()
    {
        using MeasuringMachine machine = MeasuringMachine.Open();
        MeasuredModel measured = machine.Measure(ModelSource.Open("model.onnx"), new Workload { BatchSize = 1 });
        Console.WriteLine($"{measured.Joules} J ({measured.Low} to {measured.High}), {measured.Seconds} s, {machine.Meter.Name}");
    }

    public static void OfSessionProfile(InferenceSession session)
    {
        ImportedTrace times = SessionProfile.Read(session.EndProfiling(), ModelSource.Open("model.onnx"), new Workload { BatchSize = 1 });
        foreach (TreeNode module in times.Tree.Root.Children)
            Console.WriteLine($"{module.Scope}: {module.Seconds} s");
    }

    public static void OfDeviceAnswer()
    {
        EstimableModel model = EstimableModel.Of(ModelSource.Open("vgg11"), new Workload { BatchSize = 4 });
        foreach (DeviceAnswer answer in model.OnEach(EnergyDevice.Shipped))
            Console.WriteLine($"{answer.Device.Name}: {answer.Estimate?.Joules} J {answer.Refusal}");
    }

    public static void OfEnergyDevice()
    {
        foreach (EnergyDevice device in EnergyDevice.Shipped)
            Console.WriteLine($"{device.Name}: {device.Profile?.Card.Device}");
        EnergyDevice mine = EnergyDevice.Find("my-laptop.json");
        Console.WriteLine(mine.Name);
    }

    public static void OfEstimableModel()
    {
        Workload workload = new() { BatchSize = 8, SequenceLength = 128 };
        EstimableModel bert = EstimableModel.Of(ModelSource.Open("bert-base-uncased"), workload);
        Estimate estimate = bert.On(EnergyDevice.Find("irene-device-1"));
        Console.WriteLine($"{estimate.Joules:0.00} J ({estimate.Low:0.00} to {estimate.High:0.00})");
        foreach (EstimateRemark remark in estimate.Remarks)
            Console.WriteLine(remark.Text);
    }

    public static void OfServingDeployment()
    {
        ServingDeployment deployment = new() { Gpus = 4, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };
        ServedModel llama = ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-70B"));
        ServingAnswer answer = llama.On(ServingProfile.Find("h100-vllm-0.11"), deployment);
        Console.WriteLine($"{answer.Estimate.JoulesPerToken:0.000} J, {answer.Estimate.InterTokenSeconds * 1000:0} ms between tokens");
    }

    public static void OfServingProfile()
    {
        foreach (ServingProfile profile in ServingProfile.Shipped)
            Console.WriteLine($"{profile.Name}: {profile.Software} on {profile.Gpu.Name}");
        ServingProfile mine = ServingProfile.Find("my-gpus.json");
        Console.WriteLine(mine.Gpu.PowerLimitWatts);
    }

    public static void OfServedModel()
    {
        ServedModel qwen = ServedModel.Of(ModelSource.Open("Qwen/Qwen3-32B"), new NumberTypes { Weights = NumberFormat.Parse("float8") });
        ServingDeployment deployment = new() { Gpus = 2, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };
        ServingAnswer answer = qwen.On(ServingProfile.Find("h100-vllm-0.11"), deployment);
        Console.WriteLine($"{answer.Estimate.JoulesPerToken} J a token, {answer.Memory.WeightBytes} bytes of weights on a GPU");
        foreach (DeploymentAnswer other in qwen.OnEach(ServingProfile.Shipped, deployment))
            Console.WriteLine($"{other.Profile.Name}: {other.Estimate?.JoulesPerToken} J {other.Refusal}");
    }

    public static void OfServingAnswer()
    {
        ServingDeployment deployment = new() { Gpus = 4, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };
        ServedModel llama = ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-70B"));
        ServingAnswer answer = llama.On(ServingProfile.Find("b200-vllm-0.11"), deployment);
        foreach (TreeNode module in answer.Tree.Root.Children)
            Console.WriteLine($"{module.Scope}: {module.PredictedJoules} J of {answer.Estimate.JoulesPerToken} J a token");
        foreach (string remark in answer.Remarks)
            Console.WriteLine(remark);
    }

    public static void OfDeploymentAnswer()
    {
        ServedModel gemma = ServedModel.Of(ModelSource.Open("google/gemma-2-9b"));
        ServingDeployment deployment = new() { Requests = 16, PromptTokens = 500, AnswerTokens = 200 };
        foreach (DeploymentAnswer answer in gemma.OnEach(ServingProfile.Shipped, deployment))
            Console.WriteLine($"{answer.Profile.Name}: {answer.Estimate?.JoulesPerToken} J {answer.Refusal}");
    }

    public static void OfDeploymentGrid()
    {
        DeploymentGrid grid = new() { Gpus = [1, 2, 4], PromptTokens = 2000, AnswerTokens = 300, MostInterTokenSeconds = 0.05 };
        Console.WriteLine($"{grid.Count} deployments of a model");
    }

    public static void OfDeploymentChoice()
    {
        ServedModel[] models = [ServedModel.Of(ModelSource.Open("Qwen/Qwen3-32B"))];
        DeploymentChoice choice = DeploymentChoice.Of(models, new DeploymentGrid { MostInterTokenSeconds = 0.05 });
        foreach (RankedDeployment cheapest in choice.Cheapest)
            Console.WriteLine($"{cheapest.Answer.Profile.Name}: {cheapest.Estimate!.JoulesPerToken} J");
        foreach (RankedDeployment one in choice.Frontier)
            Console.WriteLine($"{one.Estimate!.InterTokenSeconds} s between tokens, {one.Estimate.JoulesPerToken} J");
    }

    public static void OfRankedDeployment()
    {
        ServedModel[] models = [ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-8B"))];
        foreach (RankedDeployment one in DeploymentChoice.Of(models, new DeploymentGrid()).Deployments.Where(one => !one.Runs))
            Console.WriteLine($"{one.Answer.Deployment.Requests} requests on {one.Answer.Profile.Name}: {one.Answer.Refusal}");
    }

    public static void OfTreeReader()
    {
        TreeReadOptions energies = TreeReadOptions.Only(ColumnSet.Of(NodeColumn.GroundTruthEnergy));
        foreach (ModelTree tree in TreeReader.Read("trees.jsonl.gz", energies))
            Console.WriteLine($"{tree.ModelName}, batch {tree.BatchSize}: {tree.Root.GroundTruthJoules} J");
    }

    public static void OfTreeWriter()
    {
        using FileStream file = File.Create("counted.jsonl");
        using TreeWriter writer = new(file);
        writer.Write(ModelSource.Open("gpt2").Count(new Workload { SequenceLength = 256 }).Tree);
    }

    public static void OfCalibratedTrainer()
    {
        ModelTree[] trees = [.. TreeReader.Read("trees.jsonl")];
        CalibratedOptions options = new() { Access = FeatureAccess.Leaves };
        CalibratedPredictor predictor = CalibratedTrainer.Train(trees, options);
        PredictorDirectory.Save("my-predictor", predictor);
    }

    public static void OfIreneTrainer()
    {
        ModelTree[] trees = [.. TreeReader.Read("trees.jsonl")];
        IEnergyPredictor predictor = IreneTrainer.Train(trees, new IreneConfig { Epochs = 16 });
        Console.WriteLine($"{predictor.Predict(trees[0]).Root.PredictedJoules} J");
    }

    public static void OfPredictorDirectory()
    {
        IEnergyPredictor predictor = PredictorDirectory.Load("my-predictor");
        foreach (ModelTree tree in TreeReader.Read("trees.jsonl"))
            Console.WriteLine($"{tree.ModelName}: {predictor.Predict(tree).Root.PredictedJoules} J");
    }

    public static void OfCrossValidation()
    {
        ModelTree[] trees = [.. TreeReader.Read("trees.jsonl")];
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(trees, tree => tree.ModelName, "models");
        CalibratedFoldTrainer trainer = new(trees, new CalibratedOptions());
        foreach (FoldResult result in CrossValidation.Run(trees, folds, trainer, UnknownPrimitives.Mean, result => result))
            Console.WriteLine($"without {result.Fold.Name}: {result.Errors.Of(NodeKind.Model):0.00} % off");
    }

    public static void OfEvaluationResult()
    {
        EvaluationResult result = EvaluationResult.Of(TreeReader.Read("measured.jsonl"), TreeReader.Read("predicted.jsonl"));
        Console.WriteLine($"modules: {result.Errors.Of(NodeKind.Module):0.00} % off, {result.MissingCount} nodes not predicted");
    }

    public static void OfPercentageErrors(ModelTree predicted)
    {
        PercentageErrors errors = new();
        foreach (TreeNode node in predicted.Root.SelfAndDescendants())
            errors.Add(predicted, node, node.PredictedJoules!.Value);
        Console.WriteLine($"primitives: {errors.Of(NodeKind.Primitive):0.00} % off");
    }

    public static void OfTreeComparison(ModelTree before, ModelTree after)
    {
        TreeComparison comparison = TreeComparison.Of(before, after);
        foreach ((ComparedNode node, ComparedValue value) in comparison.Exceeding(0.05, NodeKind.Module, increasesOnly: true))
            Console.WriteLine($"{node.Either.Scope}: {value.Column} {100 * value.Relative:+0.0} %");
    }

    public static void OfEnergyMeter(Action work)
    {
        using EnergyMeter meter = EnergyMeter.Open();
        EnergyWindow prefill = meter.Measure(() => work());
        using (OpenWindow decode = meter.Begin("decode"))
            work();
        Console.WriteLine($"{prefill.Joules} J, then {meter.Totals[^1].Joules} J, {meter.Description.Source} by {meter.Description.Name}");
        RepeatedEnergy sure = meter.Repeat(work);
        Console.WriteLine($"{sure.Joules} J a run ({sure.Low} to {sure.High} at {sure.Level:0 %})");
    }

    public static void OfMeterCatalog(Action work)
    {
        using IEnergyMeter meter = MeterCatalog.OfThisMachine().Open().Meter;
        MeterMark start = meter.Mark();
        work();
        EnergyWindow window = meter.Between(start, meter.Mark());
        Console.WriteLine($"{window.Joules} J in {window.Seconds} s, {meter.Description.Method} of {meter.Description.Name}");
    }

    public static void OfReportPage()
    {
        using FileStream file = File.Create("report.html");
        ReportPage.Write(file, [.. TreeReader.Read("trees.jsonl")], new ReportOptions { File = "trees.jsonl" });
    }

    public static async Task OfJouleTreeServer()
    {
        await using JouleTreeServer server = JouleTreeServer.Create(new ServerOptions { Folder = "trees" });
        await server.StartAsync();
        Console.WriteLine($"{string.Join(", ", server.Urls)}; return ends it");
        Console.ReadLine();
        await server.StopAsync();
    }
}
