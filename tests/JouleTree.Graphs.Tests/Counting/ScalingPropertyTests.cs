using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>How counts depend on the workload, over families, sizes, batches and lengths.</summary>
public class ScalingPropertyTests
{
    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(2026, 11);
    private static readonly string[] TextModels =
        ["bert-base-uncased", "google/bert_uncased_L-2_H-128_A-2", "distilbert-base-uncased", "roberta-base", "openai-gpt", "distilgpt2"];
    private static readonly string[] ImageModels = ["alexnet", "vgg11_bn", "resnet18", "mobilenet_v2", "squeezenet1_1"];

    [Fact]
    public void Batch_AnyFamily_ScalesActivationsLinearlyAndChangesNothingElse() => Check.One(Repeatable, Prop.ForAll(
        Gen.Elements([.. TextModels, .. ImageModels]).ToArbitrary(), Gen.Choose(2, 17).ToArbitrary(), (name, batch) =>
        {
            GraphView one = View(name, 1, 16);
            GraphView many = View(name, batch, 16);
            TreeNode[] small = [.. one.Tree.Root.SelfAndDescendants()];
            TreeNode[] large = [.. many.Tree.Root.SelfAndDescendants()];
            large.Select(node => (node.Scope, node.InstanceType, node.Kind))
                .ShouldBe(small.Select(node => (node.Scope, node.InstanceType, node.Kind)));
            for (int index = 0; index < small.Length; index++)
            {
                NodeCounts before = one.CountsOf(small[index]);
                NodeCounts after = many.CountsOf(large[index]);
                after.Parameters.ShouldBe(before.Parameters);
                after.Macs.ShouldBe(before.Macs * batch, small[index].Scope.Path);
                if (one.OperatorOf(small[index]) is { } op && Scales(op))
                    after.Flops.ShouldBe(before.Flops * batch, small[index].Scope.Path);
            }
        }));

    [Fact]
    public void Length_TextModel_ScalesLinearLayersLinearlyAndAttentionQuadratically() => Check.One(Repeatable, Prop.ForAll(
        Gen.Elements(TextModels).ToArbitrary(), Gen.Choose(2, 8).ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), (name, factor, batch) =>
        {
            GraphView small = View(name, batch, 16);
            GraphView large = View(name, batch, 16 * factor);
            foreach ((TreeNode before, TreeNode after) in small.Tree.Root.SelfAndDescendants().Zip(large.Tree.Root.SelfAndDescendants()))
            {
                long expected = small.OperatorOf(before) switch
                {
                    { Type: "MatMul" or "Softmax" } => factor * factor,
                    { Type: "Linear", Inputs: var inputs } when inputs[0].Shape!.Rank == 2 => 1,
                    { Type: "Linear" or "Conv1D" or "LayerNorm" or "GELU" or "NewGELU" } => factor,
                    _ => 0,
                };
                if (expected > 0)
                    large.CountsOf(after).Flops.ShouldBe(small.CountsOf(before).Flops * expected, before.Scope.Path);
            }
        }));

    [Fact]
    public void Counting_Twice_GivesTheSameTree() => Check.One(Repeatable, Prop.ForAll(
        Gen.Elements([.. TextModels, .. ImageModels]).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (name, batch) =>
        {
            Graph graph = Build(name, batch, 8);
            Describe(GraphView.Full(graph)).ShouldBe(Describe(GraphView.Full(graph)));
            Describe(GraphView.Full(Build(name, batch, 8))).ShouldBe(Describe(GraphView.Full(graph)));
            Describe(GraphView.Irene(graph)).ShouldBe(Describe(GraphView.Irene(graph)));
        }));

    [Fact]
    public void Sums_EveryModule_AreThoseOfItsChildren() => Check.One(Repeatable, Prop.ForAll(
        Gen.Elements([.. TextModels, .. ImageModels]).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (name, batch) =>
        {
            GraphView view = View(name, batch, 8);
            foreach (TreeNode node in view.Tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0))
            {
                NodeCounts counts = view.CountsOf(node);
                counts.Flops.ShouldBe(node.Children.Sum(child => view.CountsOf(child).Flops));
                counts.Bytes.ShouldBe(node.Children.Sum(child => view.CountsOf(child).Bytes));
                counts.Activations.ShouldBe(node.Children.Sum(child => view.CountsOf(child).Activations));
                counts.Parameters.ShouldBe(node.Children.Sum(child => view.CountsOf(child).Parameters));
            }
        }));

    [Fact]
    public void DataType_HalfPrecision_HalvesBytesOfFloatsOnly()
    {
        GraphView full = GraphView.Full(ModelZoo.Find("resnet18").Build());
        GraphView half = GraphView.Full(ModelZoo.Find("resnet18").Build(new Workload { FloatType = DataType.Float16 }));

        NodeCounts whole = full.CountsOf(full.Tree.Root);
        half.CountsOf(half.Tree.Root).ShouldBe(whole with
        {
            Bytes = whole.Bytes / 2,
            WeightBytes = whole.WeightBytes / 2,
            ActivationBytes = whole.ActivationBytes / 2,
        });
    }

    /// <summary>What is computed once for all items of a batch: masks and positions that are stored, not given.</summary>
    private static bool Scales(Operator op) => op.Inputs.Any(tensor => !tensor.IsStored) && op.Outputs[0].Shape!.Rank > 0
        && (op.Type is not ("Mul" or "Sub") || op.Scope.Parent.Name != "attn" || op.Outputs[0].Shape![0] != 1);

    private static Graph Build(string name, int batch, int length) => ModelZoo.Find(name).Build(
        ImageModels.Contains(name) ? new Workload { BatchSize = batch } : new Workload { BatchSize = batch, SequenceLength = length });

    private static GraphView View(string name, int batch, int length) => GraphView.Full(Build(name, batch, length));

    private static string Describe(GraphView view) =>
        string.Join('\n', view.Tree.Root.SelfAndDescendants()
            .Select(node => $"{node.Id} {node.Scope} {node.InstanceType} {view.CountsOf(node)}"));
}
