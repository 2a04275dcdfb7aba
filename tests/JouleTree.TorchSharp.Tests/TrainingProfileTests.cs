using JouleTree.Core.Trees;
using JouleTree.Torch.Networks;
using Shouldly;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Tests;

/// <summary>Phases of a step, and what of backward belongs to which module.</summary>
public sealed class TrainingProfileTests
{
    private static readonly ModuleProfileOptions Brief = new() { Meter = "cpu-model", Rounds = 3, IdleSeconds = 0, WarmUpRuns = 1 };

    [TorchFact]
    public void Measure_Step_HasItsPhasesByModule()
    {
        using BertModel model = new(new TransformerSize(100, 64, 2, 4));
        model.train();
        using Tensor ids = zeros(4, 8, dtype: ScalarType.Int64);
        using Tensor target = zeros(4, 64);
        MeasuredTraining training = TrainingProfile.Measure(model, new TrainingWork
        {
            Loss = () => functional.mse_loss(model.call(ids), target),
            Optimizer = optim.SGD(model.parameters(), 0.01),
            Samples = 4,
        }, Brief);

        TreeNode root = training.Tree.Root;
        root.Children.Select(phase => phase.Scope.Path).ShouldBe(["root.forward", "root.backward", "root.optimizer"]);
        root.Children.ShouldAllBe(phase => phase.Seconds > 0);
        training.JoulesPerSample.ShouldBe(training.Joules / 4);
        TreeNode backward = root.Children[1];
        TreeNode[] linears = [.. backward.SelfAndDescendants().Where(node => node.InstanceType == "Linear")];
        linears.Length.ShouldBe((2 * 6) + 1);
        linears.ShouldAllBe(node => node.Seconds > 0);
        backward.Details!.Macs.ShouldBe(2 * root.Children[0].Details!.Macs);
        backward.Children.Sum(child => child.Seconds ?? 0).ShouldBeInRange(0.2 * backward.Seconds!.Value, backward.Seconds!.Value);
    }

    [TorchFact]
    public void Measure_TwoLayersOfWhichOneIsLarge_PutsBackwardWhereItIs()
    {
        using Linear large = Linear(2048, 2048), small = Linear(2048, 2);
        using Sequential model = Sequential(("large", large), ("small", small));
        using Tensor input = rand(32, 2048);
        MeasuredTraining training = TrainingProfile.Measure(model, new TrainingWork
        {
            Loss = () => model.call(input).sum(),
            Optimizer = optim.SGD(model.parameters(), 0.01),
            Samples = 32,
        }, Brief);

        TreeNode[] layers = [.. training.Tree.Root.Children[1].Children];
        (layers[0].Seconds > layers[1].Seconds).ShouldBeTrue();
    }
}
