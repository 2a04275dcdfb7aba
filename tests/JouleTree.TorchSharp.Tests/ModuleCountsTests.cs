using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Torch.Networks;
using JouleTree.TorchSharp.Tests.Networks;
using Shouldly;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace JouleTree.TorchSharp.Tests;

/// <summary>
/// The same network counted live, from the zoo, from the ONNX file that the zoo writes, and by what PyTorch dispatches.
/// </summary>
public sealed class ModuleCountsTests
{
    private static void Same(ModuleCounts counts, string name, string dispatched, int batch, int? length = null)
    {
        Workload workload = new() { BatchSize = batch, SequenceLength = length };
        Graph zoo = ModelZoo.Find(name).Build(workload);
        GraphView written = GraphView.Full(OnnxGraphReader.Read(OnnxExport.Of(zoo).Model, name, workload));

        counts.Uncounted.ShouldBeEmpty();
        counts.Parameters.ShouldBe(zoo.ParameterCount);
        counts.Parameters.ShouldBe(written.CountsOf(written.Tree.Root).Parameters);
        counts.Macs.ShouldBe(GraphView.Full(zoo).Tree.Root.Details!.Macs);
        counts.Macs.ShouldBe(written.CountsOf(written.Tree.Root).Macs);
        (counts.Macs, counts.Parameters).ShouldBe(DispatchedTests.Of(dispatched));
    }

    [TorchFact]
    public void Of_Bert_AgreesWithZooFileAndDispatch()
    {
        using BertModel model = new(TransformerSize.BertBase);
        Same(ModuleCounts.Of(model, zeros(2, 16, dtype: ScalarType.Int64)), "bert-base-uncased", "bert-base", 2, 16);
    }

    [TorchFact]
    public void Of_BertFused_AgreesWithZooFileAndDispatch()
    {
        using BertModel model = new(TransformerSize.BertBase, isFused: true);
        Same(ModuleCounts.Of(model, zeros(2, 16, dtype: ScalarType.Int64)), "bert-base-uncased", "bert-base", 2, 16);
    }

    [TorchFact]
    public void Of_Gpt2_AgreesWithZooFileAndDispatch()
    {
        using GPT2Model model = new(TransformerSize.Gpt2);
        Same(ModuleCounts.Of(model, zeros(2, 16, dtype: ScalarType.Int64)), "gpt2", "gpt2", 2, 16);
    }

    [TorchFact]
    public void Of_ResNet_AgreesWithZooFileAndDispatch()
    {
        using ResNet model = new();
        Same(ModuleCounts.Of(model, zeros(2, 3, 224, 224)), "resnet50", "resnet50", 2);
    }

    [TorchFact]
    public void Of_Vit_AgreesWithZooFileAndDispatch()
    {
        using VisionTransformer model = new();
        Same(ModuleCounts.Of(model, zeros(1, 3, 224, 224)), "vit_b_16", "vit_b_16", 1);
    }

    [TorchFact]
    public void Of_VitFused_AgreesWithZooFileAndDispatch()
    {
        using VisionTransformer model = new(isFused: true);
        Same(ModuleCounts.Of(model, zeros(1, 3, 224, 224)), "vit_b_16", "vit_b_16", 1);
    }

    [TorchFact]
    public void Of_CausalAttentionAsOneFunction_CountsThePairsThatSeeEachOther()
    {
        using GPT2Model model = new(new TransformerSize(100, 64, 1, 4), isFused: true);
        using GPT2Model byHand = new(new TransformerSize(100, 64, 1, 4));
        Tensor ids = zeros(1, 8, dtype: ScalarType.Int64);

        // 8 x 8 scores of 16 numbers for each of 4 heads, twice; 36 of the 64 are seen.
        (ModuleCounts.Of(byHand, ids).Macs - ModuleCounts.Of(model, ids).Macs).ShouldBe((64 - 36) * 16 * 4 * 2);
    }

    [TorchFact]
    public void Of_SharedModuleCalledTwice_HasTwoNodesAndItsWeightsOnce()
    {
        using Linear shared = Linear(4, 4);
        using Sequential model = Sequential(("a", shared), ("act", ReLU()), ("b", shared));
        ModuleCounts counts = ModuleCounts.Of(model, zeros(3, 4));

        counts.Parameters.ShouldBe(20);
        counts.Macs.ShouldBe(2 * 3 * 16);
        counts.Tree.Root.Children.Count.ShouldBe(3);
    }

    [TorchFact]
    public void Of_ForwardInPlaceOfCall_CountsAtTheModuleWhoseWeightsAreRead()
    {
        using Direct model = new();
        ModuleCounts counts = ModuleCounts.Of(model, zeros(3, 4));

        counts.Macs.ShouldBe(3 * 4 * 5);
        counts.Parameters.ShouldBe(25);
        TreeNode fc = counts.Tree.Root.Children.Single();
        (fc.Scope.Path, fc.InstanceType, fc.Details!.Parameters).ShouldBe(("root.fc", "Linear", 25));
    }

    [TorchFact]
    public void Of_FunctionThatHasNoRule_IsListedAndSumsAreLowerBounds()
    {
        using Direct model = new();
        ModuleCounts counts = ModuleCounts.Of(model, () => linalg.svdvals(model.call(zeros(3, 4))).Dispose());

        counts.Uncounted.ShouldContain(one => one.Type.Contains("svd"));
        counts.Tree.Root.Details!.Notes!.ShouldContain(note => note.StartsWith("partial"));
    }

    [TorchFact]
    public void Of_HalfPrecision_MovesHalfTheBytes()
    {
        using Sequential single = Sequential(("fc", Linear(64, 64)));
        using Sequential half = Sequential(("fc", Linear(64, 64)));
        half.to(ScalarType.BFloat16);

        (ModuleCounts.Of(single, zeros(8, 64)).Bytes / 2).ShouldBe(ModuleCounts.Of(half, zeros(8, 64, dtype: ScalarType.BFloat16)).Bytes);
    }

    [TorchFact]
    public void Of_RecurrentLayers_CountsEveryLayerAndDirection()
    {
        using Tagger model = new();
        ModuleCounts counts = ModuleCounts.Of(model, zeros(2, 7, dtype: ScalarType.Int64));

        // 14 words: 64 to 128 and 256 to 128, each four gates in two directions, and 256 to 17 tags.
        counts.Macs.ShouldBe(14 * ((2 * 4 * 128 * (64 + 128)) + (2 * 4 * 128 * (256 + 128)) + (256 * 17)));
        (counts.Macs, counts.Parameters).ShouldBe(DispatchedTests.Of("tagger"));
        counts.Parameters.ShouldBe(model.parameters().Sum(parameter => parameter.numel()));
        counts.Uncounted.ShouldBeEmpty();
    }

    private sealed class Direct : Module<Tensor, Tensor>
    {
        private readonly Linear fc = Linear(4, 5);

        public Direct()
            : base(nameof(Direct)) => RegisterComponents();

        public override Tensor forward(Tensor x) => fc.forward(x);
    }
}
