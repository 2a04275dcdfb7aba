using FsCheck;
using FsCheck.Fluent;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Parameters of configurations that nobody published, against the closed formulas of the papers' architectures.</summary>
public class ParameterFormulaTests
{
    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(7, 13);

    private static readonly Arbitrary<(int Layers, int Heads, int Size, int Inner, int Words)> Sizes = (
        from layers in Gen.Choose(1, 9)
        from heads in Gen.Choose(1, 12)
        from size in Gen.Choose(1, 96)
        from inner in Gen.Choose(1, 5000)
        from words in Gen.Choose(2, 200_000)
        select (layers, heads, size, inner, words)).ToArbitrary();

    [Fact]
    public void Bert_AnySizes_HasTheParametersOfTheFormula() => Check.One(Repeatable, Prop.ForAll(Sizes, sizes =>
    {
        long h = sizes.Heads * (long)sizes.Size;
        long layer = (4 * ((h * h) + h)) + (2 * h * sizes.Inner) + sizes.Inner + h + (4 * h);
        long expected = ((sizes.Words + 512 + 2) * h) + (2 * h) + (sizes.Layers * layer) + (h * h) + h;

        Build("bert-base-uncased", $"hidden_size={h}", $"num_attention_heads={sizes.Heads}", $"num_hidden_layers={sizes.Layers}",
            $"intermediate_size={sizes.Inner}", $"vocab_size={sizes.Words}").ShouldBe(expected);
    }));

    [Fact]
    public void Gpt2_AnySizes_HasTheParametersOfTheFormula() => Check.One(Repeatable, Prop.ForAll(Sizes, sizes =>
    {
        long h = sizes.Heads * (long)sizes.Size;
        long layer = (4 * h * h) + (4 * h) + (2 * h * sizes.Inner) + sizes.Inner + h + (4 * h);
        long expected = ((sizes.Words + 1024) * h) + (sizes.Layers * layer) + (2 * h);

        Build("gpt2", $"n_embd={h}", $"n_head={sizes.Heads}", $"n_layer={sizes.Layers}", $"n_inner={sizes.Inner}",
            $"vocab_size={sizes.Words}")
            .ShouldBe(expected);
    }));

    [Theory]
    [InlineData("google/electra-base-discriminator", 30522, 768, 768, 12, 3072)]
    [InlineData("google/electra-small-generator", 30522, 128, 256, 12, 1024)]
    [InlineData("google/electra-base-generator", 30522, 768, 256, 12, 1024)]
    [InlineData("google/electra-large-discriminator", 30522, 1024, 1024, 24, 4096)]
    [InlineData("google/electra-large-generator", 30522, 1024, 256, 24, 1024)]
    public void Electra_PublishedSizes_HaveTheParametersOfTheFormula(string name, long words, long embedding, long h, long layers,
        long inner)
    {
        long project = embedding == h ? 0 : (embedding * h) + h;
        long layer = (4 * ((h * h) + h)) + (2 * h * inner) + inner + h + (4 * h);

        Build(name).ShouldBe(((words + 512 + 2) * embedding) + (2 * embedding) + project + (layers * layer));
    }

    [Theory]
    [InlineData("xlnet-base-cased", 768, 12, 3072)]
    [InlineData("xlnet-large-cased", 1024, 24, 4096)]
    public void Xlnet_PublishedSizes_HaveTheParametersOfTheFormula(string name, long d, long layers, long inner)
    {
        // Five square matrices, three biases and two segments for each layer (Yang et al., 2019), the mask's embedding once.
        long layer = (5 * d * d) + (5 * d) + (2 * d * inner) + inner + d + (4 * d);

        Build(name).ShouldBe((32000 * d) + d + (layers * layer));
    }

    [Fact]
    public void Ctrl_PublishedSize_HasTheParametersOfTheFormula()
    {
        const long d = 1280, inner = 8192;
        Build("ctrl").ShouldBe((246534 * d) + (48 * ((4 * ((d * d) + d)) + (2 * d * inner) + inner + d + (4 * d))) + (2 * d));
    }

    [Fact]
    public void Xlm_PublishedSize_HasTheParametersOfTheFormula()
    {
        const long d = 2048, inner = 4 * d;
        Build("xlm-mlm-en-2048").ShouldBe(((30145 + 512) * d) + (2 * d)
            + (12 * ((4 * ((d * d) + d)) + (2 * d * inner) + inner + d + (4 * d))));
    }

    [Fact]
    public void TransformerXl_PublishedSize_HasTheParametersOfTheFormula()
    {
        const long d = 1024, inner = 4096;
        long words = (20000 * d) + (20000 * (d / 4)) + (160000 * (d / 16)) + (67735 * (d / 64));
        long projections = d * (d + (d / 4) + (d / 16) + (d / 64));
        long layer = (5 * d * d) + (2 * d) + (2 * d * inner) + inner + d + (4 * d);

        Build("transfo-xl-wt103").ShouldBe(words + projections + (18 * layer));
    }

    [Theory]
    [InlineData("whisper-tiny-encoder", 384, 4)]
    [InlineData("whisper-base-encoder", 512, 6)]
    public void WhisperEncoder_PublishedSizes_HaveTheParametersOfTheFormula(string name, long d, long layers)
    {
        long convolutions = (80 * 3 * d) + d + (3 * d * d) + d;
        long layer = (4 * d * d) + (3 * d) + (8 * d * d) + (5 * d) + (4 * d);

        Build(name).ShouldBe(convolutions + (1500 * d) + (layers * layer) + (2 * d));
    }

    private static long Build(string name, params string[] changes) =>
        ModelZoo.Find(name).Build(changes: changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change)))
            .ParameterCount;
}
