using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>What nodes state of their operators explains their counts: MACs are rows × inner × outer, whatever the architecture.</summary>
public sealed class OperatorFactsTests
{
    public static TheoryData<string> Families => [.. TinyZoo.Names];

    [Theory]
    [MemberData(nameof(Families))]
    public void Full_EveryFamilyOfTheZoo_StatesSizesThatGiveItsMacs(string name)
    {
        TinyZoo tiny = TinyZoo.Of(name, layers: 2, heads: 2, size: 8, inner: 24);
        Workload workload = tiny.IsText ? new Workload { BatchSize = 2, SequenceLength = 6 } : new Workload { BatchSize = 2 };
        GraphView view = GraphView.Full(ModelZoo.Find(name)
            .Build(workload, tiny.Changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change))));

        foreach (TreeNode leaf in view.Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive))
        {
            NodeDetails details = leaf.Details!;
            OperatorDetails facts = details.Operator.ShouldNotBeNull(leaf.Scope.Path);
            if (Product(facts) is { } macs)
                details.Macs.ShouldBe(macs, leaf.Scope.Path);
            else
                (details.Macs ?? 0).ShouldBe(0, leaf.Scope.Path);
            facts.Activations.ShouldNotBeNull(leaf.Scope.Path);
        }
    }

    [Fact]
    public void Full_ExactCounts_EqualThePublishedColumnsUnits()
    {
        GraphView view = GraphView.Full(ModelZoo.Find("bert-base-uncased").Build(new Workload { BatchSize = 3, SequenceLength = 17 }));
        foreach (TreeNode node in view.Tree.Root.SelfAndDescendants())
        {
            NodeDetails details = node.Details!;
            node.NumParameters.ShouldBe(details.Parameters);
            Math.Round(node.MegaFlops!.Value * 1e6).ShouldBe(details.Flops!.Value);
            (node.MemoryMebibytes!.Value * (1 << 20)).ShouldBe(details.Bytes!.Value);
        }
    }

    [Fact]
    public void Full_DecodeStep_StatesTheTypeOfKeptKeys()
    {
        Workload decode = new() { Phase = GenerationPhase.Decode, PastLength = 31, FloatType = DataType.BFloat16 };
        OperatorDetails product = GraphView.Full(ModelZoo.Find("gpt2").Build(decode)).Tree.Root
            .SelfAndDescendants().First(node => node.InstanceType == "MatMul").Details!.Operator!;

        (product.Family, product.Rows, product.Inner, product.Outer).ShouldBe((OperationFamily.BatchedProduct, 1, 64, 32));
        (product.Matrices, product.Heads).ShouldBe((12, 12));
        (product.Activations, product.Kept).ShouldBe(("bfloat16", "bfloat16"));
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.2-1B", 2048)]
    [InlineData("Qwen/Qwen2.5-0.5B", 896)]
    [InlineData("HuggingFaceTB/SmolLM2-135M", 576)]
    [InlineData("t5-small", 512)]
    [InlineData("bert-large-uncased", 1024)]
    public void Predict_WidthOffTheTrainingRange_NamesTheTrueWidth(string name, int width)
    {
        ModelTree tree = GraphView.Irene(ModelZoo.Find(name).Build(new Workload { BatchSize = 8, SequenceLength = 64 })).Tree;
        ModelTree predicted = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor.Predict(tree,
            UnknownPrimitives.Mean);

        predicted.Root.Details!.Prediction!.Notes!.ShouldContain(note =>
            note.Contains($"hidden width {width}, trained on 768", StringComparison.Ordinal));
    }

    // The GPT models' Conv1D, which the shipped device was measured with, is a dense layer.
    [Fact]
    public void Predict_ConvolutionThatSharesItsNameWithADenseLayer_IsAnUnknownType()
    {
        ModelTree tree = GraphView.Full(ModelZoo.Find("whisper-tiny-encoder").Build(new Workload { BatchSize = 8 })).Tree;
        PredictionLog log = new();
        ModelTree predicted = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor.Predict(tree, UnknownPrimitives.Mean,
            log);

        log.FilledIn["conv1d (convolution)"].ShouldBe(2);
        TreeNode[] convolutions = [.. predicted.Root.SelfAndDescendants().Where(node => node.InstanceType == "Conv1d")];
        convolutions.ShouldAllBe(node =>
            node.Details!.Prediction!.Notes!.Any(note => note.StartsWith(CalibratedPredictor.UnknownType, StringComparison.Ordinal)));
        // They are a twentieth of the FLOPs.
        convolutions.Sum(node => node.PredictedJoules!.Value).ShouldBeLessThan(0.2 * predicted.Root.PredictedJoules!.Value);
    }

    private static long? Product(OperatorDetails facts) => facts.Family switch
    {
        OperationFamily.Dense or OperationFamily.Convolution or OperationFamily.Recurrent => facts.Rows * facts.Inner * facts.Outer,
        OperationFamily.Experts => 3 * facts.Chosen * facts.Rows * facts.Inner * facts.Outer,
        OperationFamily.BatchedProduct => facts.Matrices * facts.Rows * facts.Inner * facts.Outer,
        _ => null,
    };
}
