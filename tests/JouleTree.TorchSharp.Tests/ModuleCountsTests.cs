using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Models;
using JouleTree.Torch.Networks;
using JouleTree.TorchSharp.Tests.Networks;
using Shouldly;
using static TorchSharp.torch;

namespace JouleTree.TorchSharp.Tests;

/// <summary>The same network counted live and from the zoo.</summary>
public sealed class ModuleCountsTests
{
    private static GraphView Zoo(string name, int batch, int? length = null) =>
        ModelSource.Open(name).Count(new Workload { BatchSize = batch, SequenceLength = length });

    private static void Same(ModuleCounts counts, GraphView zoo)
    {
        counts.Uncounted.ShouldBeEmpty();
        counts.Parameters.ShouldBe(zoo.Tree.Root.Details!.Parameters!.Value);
        counts.Macs.ShouldBe(zoo.Tree.Root.Details!.Macs);
    }

    [TorchFact]
    public void Of_Bert_AgreesWithTheZoo()
    {
        using BertModel model = new(TransformerSize.BertBase);
        Same(ModuleCounts.Of(model, zeros(2, 16, dtype: ScalarType.Int64)), Zoo("bert-base-uncased", 2, 16));
    }

    [TorchFact]
    public void Of_BertFused_AgreesWithTheZoo()
    {
        using BertModel model = new(TransformerSize.BertBase, isFused: true);
        Same(ModuleCounts.Of(model, zeros(2, 16, dtype: ScalarType.Int64)), Zoo("bert-base-uncased", 2, 16));
    }

    [TorchFact]
    public void Of_Gpt2_AgreesWithTheZoo()
    {
        using GPT2Model model = new(TransformerSize.Gpt2);
        Same(ModuleCounts.Of(model, zeros(2, 16, dtype: ScalarType.Int64)), Zoo("gpt2", 2, 16));
    }

    [TorchFact]
    public void Of_ResNet_AgreesWithTheZoo()
    {
        using ResNet model = new();
        Same(ModuleCounts.Of(model, zeros(2, 3, 224, 224)), Zoo("resnet50", 2));
    }

    [TorchFact]
    public void Of_Vit_AgreesWithTheZoo()
    {
        using VisionTransformer model = new();
        Same(ModuleCounts.Of(model, zeros(1, 3, 224, 224)), Zoo("vit_b_16", 1));
    }

    [TorchFact]
    public void Of_RecurrentLayers_CountsEveryLayerAndDirection()
    {
        using Tagger model = new();
        ModuleCounts counts = ModuleCounts.Of(model, zeros(2, 7, dtype: ScalarType.Int64));

        // 14 words: 64 to 128 and 256 to 128, each four gates in two directions, and 256 to 17 tags.
        counts.Macs.ShouldBe(14 * ((2 * 4 * 128 * (64 + 128)) + (2 * 4 * 128 * (256 + 128)) + (256 * 17)));
        counts.Parameters.ShouldBe(model.parameters().Sum(parameter => parameter.numel()));
        counts.Uncounted.ShouldBeEmpty();
    }
}
