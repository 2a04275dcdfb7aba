using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Models;

namespace JouleTree.Samples;

/// <summary>The programs of the README, word for word.</summary>
internal static class Programs
{
    public static void Count()
    {
        ModelTree gpt2 = ModelSource.Open("gpt2").Count(new Workload { BatchSize = 1, SequenceLength = 256 }).Tree;
        foreach (TreeNode module in gpt2.Root.Children)
            Console.WriteLine($"{module.Scope}: {module.Details!.Parameters} parameters, {module.Details.Macs} MACs");
    }

    public static void Estimates()
    {
        Workload workload = new() { BatchSize = 8, SequenceLength = 128 };
        EstimableModel bert = EstimableModel.Of(ModelSource.Open("bert-base-uncased"), workload);
        Estimate estimate = bert.On(EnergyDevice.Find("irene-device-1"));
        Console.WriteLine($"{estimate.Joules:0.00} J ({estimate.Low:0.00} to {estimate.High:0.00})");
        foreach (TreeNode module in estimate.DearestModules(3))
            Console.WriteLine($"{module.Scope}: {module.PredictedJoules:0.000} J");
    }

    public static void Train(string file)
    {
        List<ModelTree> trees = [.. TreeReader.Read(file)];
        CalibratedPredictor predictor = CalibratedTrainer.Train(trees, new CalibratedOptions());
        PercentageErrors errors = new();
        foreach (ModelTree predicted in trees.Select(tree => predictor.Predict(tree)))
            errors.Add(predicted, predicted.Root, predicted.Root.PredictedJoules!.Value);
        Console.WriteLine($"models: {errors.Of(NodeKind.Model):0.00} % off on what it was trained on");
    }

    public static void Compare()
    {
        Workload workload = new() { SequenceLength = 128 };
        ModelTree bert = ModelSource.Open("bert-base-uncased").Count(workload).Tree;
        ModelTree small = ModelSource.Open("distilbert-base-uncased").Count(workload).Tree;
        ComparedNode whole = TreeComparison.Of(bert, small).Nodes[0];
        Console.WriteLine($"{small.Root.Details!.Macs / (double)bert.Root.Details!.Macs!:0.00} of the MACs, {whole.Either.Scope}");
    }
}
