using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features;

public sealed class FeatureSelectionTests
{
    [Theory]
    [InlineData(Feature.Cpu)]
    [InlineData(Feature.GpuClk)]
    [InlineData(Feature.GpuEnergyMean)]
    internal void Of_WhatARunShowsIsMissing_IsDropped(Feature missing)
    {
        FeatureSelection selection = FeatureSelection.Of([Feature.Flops, missing, Feature.Mem], Without(TestTrees.Small(), missing));
        selection.Features.ShouldBe([Feature.Flops, Feature.Mem]);
        selection.Dropped.ShouldBe([missing]);
    }

    [Fact]
    public void Of_TreeWithoutSequence_DropsLengthAndInputSize()
    {
        FeatureSelection selection = FeatureSelection.Of(
            [Feature.InputSize, Feature.SequenceLength, Feature.BatchSize], TestTrees.Small() with { SequenceLength = null });
        selection.Features.ShouldBe([Feature.BatchSize]);
        selection.Dropped.ShouldBe([Feature.InputSize, Feature.SequenceLength]);
    }

    [Theory]
    [InlineData(Feature.NumParameters)]
    [InlineData(Feature.Flops)]
    [InlineData(Feature.MemBytes)]
    [InlineData(Feature.BatchSize)]
    internal void Of_WhatEveryModelHas_IsWantedAllTheSame(Feature missing)
    {
        ModelTree tree = Without(TestTrees.Small(), missing) with { BatchSize = null };
        FeatureSelection.Of([missing], tree).Features.ShouldBe([missing]);
    }

    [Fact]
    public void Check_FeatureThatOnlyALaterTreeHas_IsRefusedWithBothPlaces()
    {
        ModelTree first = Without(TestTrees.Small(), Feature.GpuClk) with { Origin = new InputPlace("trees.jsonl", 1) };
        ModelTree later = TestTrees.Small() with { Origin = new InputPlace("trees.jsonl", 7) };
        FeatureSelection selection = FeatureSelection.Of([Feature.Mem, Feature.GpuClk], first);

        selection.Check(first);
        InputException error = Should.Throw<InputException>(() => selection.Check(later));
        error.Message.ShouldBe("trees.jsonl:1: node root (id 0): field 'gpu_clk': is missing, while node root (id 0) on line 7 has it; "
            + "a feature must be there everywhere or nowhere");
    }

    [Fact]
    public void Check_FeatureThatOnlyALeafHas_IsRefused()
    {
        ModelTree first = Without(TestTrees.Small(), Feature.Gpu);
        ModelTree leaf = first with { Root = first.Root.Rebuild(node => node.Id == "3" ? node.With(NodeColumn.Gpu, 1) : node) };
        Should.Throw<InputException>(() => FeatureSelection.Of([Feature.Gpu], first).Check(leaf))
            .Message.ShouldContain("root.block.norm (id 3)");
    }

    [Fact]
    public void Check_NothingDropped_AcceptsAnyTree() => FeatureSelection.Of([Feature.Gpu], TestTrees.Small()).Check(TestTrees.Small());

    private static ModelTree Without(ModelTree tree, Feature feature) => feature.ColumnOf() is { } column
        ? tree with { Root = tree.Root.Rebuild(node => node.With(column, null)) }
        : tree;
}
