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

        Build("gpt2", $"n_embd={h}", $"n_head={sizes.Heads}", $"n_layer={sizes.Layers}", $"n_inner={sizes.Inner}", $"vocab_size={sizes.Words}")
            .ShouldBe(expected);
    }));

    private static long Build(string name, params string[] changes) =>
        ModelZoo.Find(name).Build(changes: changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change))).ParameterCount;
}
