using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features.Sources;

public sealed class TreeSourceTests
{
    private static readonly Feature[] Wanted = [Feature.NumParameters, Feature.Flops, Feature.Gpu];

    // No tree is kept, some are, all are: what comes out must not depend on it.
    [Theory]
    [InlineData(0)]
    [InlineData(1500)]
    [InlineData(FileTreeSource.DefaultBudgetBytes)]
    public void Trees_AnyBudget_GivesTheSameTreesInEveryPass(long budget)
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        FileTreeSource source = FileTreeSource.Open(trees.WriteTo(folder.File("trees.jsonl")), Wanted, EnergyNeed.All, budget);
        MemoryTreeSource memory = MemoryTreeSource.Of(trees, FeatureSelection.Of(Wanted, trees[0]), EnergyNeed.All);

        for (int pass = 0; pass < 3; pass++)
            source.Trees().Select(Text).ShouldBe(memory.Trees().Select(Text));
        source.Features.ShouldBe(Wanted);
        source.DroppedFeatures.ShouldBeEmpty();
        source.PrimitiveTypes.ShouldBe(["linear", "layernorm"]);
        memory.PrimitiveTypes.ShouldBe(["linear", "layernorm"]);
        memory.Features.ShouldBe(Wanted);
    }

    [Fact]
    public void Trees_WithinTheBudget_AreReadOnce()
    {
        using TemporaryFolder folder = new();
        string path = TestTrees.Campaign().WriteTo(folder.File("trees.jsonl"));
        FileTreeSource source = FileTreeSource.Open(path, Wanted, EnergyNeed.All);
        FeatureTree[] first = [.. source.Trees()];
        File.Delete(path);

        source.Trees().ShouldBe(first);
    }

    [Fact]
    public void Trees_PassThatWasBrokenOff_StartsAnew()
    {
        using TemporaryFolder folder = new();
        FileTreeSource source = FileTreeSource.Open(TestTrees.Campaign().WriteTo(folder.File("trees.jsonl")), Wanted, EnergyNeed.All);
        source.Trees().Take(4).Count().ShouldBe(4);

        source.Trees().Count().ShouldBe(15);
        source.Trees().Count().ShouldBe(15);
    }

    [Fact]
    public void Trees_FeatureThatOnlyALaterTreeHas_IsRefused()
    {
        using TemporaryFolder folder = new();
        ModelTree first = TestTrees.Small();
        ModelTree[] trees = [first with { Root = first.Root.Rebuild(node => node.With(NodeColumn.Gpu, null)) }, first];
        FileTreeSource source = FileTreeSource.Open(trees.WriteTo(folder.File("trees.jsonl")), Wanted, EnergyNeed.All);

        source.DroppedFeatures.ShouldBe([Feature.Gpu]);
        source.Features.ShouldBe([Feature.NumParameters, Feature.Flops]);
        Should.Throw<InputException>(() => source.Trees().Count()).Message.ShouldContain("a feature must be there everywhere or nowhere");
        Should.Throw<InputException>(() => MemoryTreeSource.Of(trees, FeatureSelection.Of(Wanted, trees[0]), EnergyNeed.All))
            .Message.ShouldContain("a feature must be there everywhere or nowhere");
    }

    [Fact]
    public void Of_NoTree_Throws() =>
        Should.Throw<ArgumentException>(() => MemoryTreeSource.Of([], FeatureSelection.Of(Wanted, TestTrees.Small()), EnergyNeed.All))
            .Message.ShouldStartWith("there is no tree");

    [Fact]
    public void Where_SomePlaces_KeepsThoseTrees()
    {
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        MemoryTreeSource all = MemoryTreeSource.Of(trees, FeatureSelection.Of(Wanted, trees[0]), EnergyNeed.All);
        MemoryTreeSource some = all.Where(place => place is 2 or 7);

        some.Trees().ShouldBe([all.Trees().ElementAt(2), all.Trees().ElementAt(7)]);
        some.Features.ShouldBe(all.Features);
        some.PrimitiveTypes.ShouldBe(all.PrimitiveTypes);
    }

    private static string Text(FeatureTree tree) => string.Join(' ',
        [tree.ModelName, .. Enumerable.Range(0, tree.NodeCount)
            .Select(node => $"{string.Join(',', tree.Row(tree.RowOf[node]).ToArray())}/{tree.EnergyOf[node]}/{tree.PrimitiveOf[node]}")]);
}
