using JouleTree.Core.Features;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features;

public sealed class FeatureInfoTests
{
    // Name in model files, and the value of the small tree's root: a number apart for each feature.
    public static TheoryData<object, string, double> Known => new()
    {
        { Feature.NumParameters, "num_parameters", 101 },
        { Feature.InputSize, "input_size", 15 },
        { Feature.BatchSize, "batch_size", 3 },
        { Feature.SequenceLength, "seq_len", 5 },
        { Feature.Flops, "flops", 102 },
        { Feature.MemBytes, "mem_bytes", 103 },
        { Feature.Cpu, "cpu", 104 },
        { Feature.Mem, "mem", 105 },
        { Feature.Gpu, "gpu", 106 },
        { Feature.GpuMem, "gpu_mem", 107 },
        { Feature.GpuClk, "gpu_clk", 108 },
        { Feature.GpuMemClk, "gpu_mem_clk", 109 },
        { Feature.TimesMean, "times_mean", 110 },
        { Feature.GpuEnergyMean, "gpu_energy_mean", 111 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void ValueOf_EachFeature_IsThatOfItsName(object known, string name, double value)
    {
        Feature feature = (Feature)known;
        ModelTree tree = TestTrees.Small(batch: 3, length: 5);
        TreeNode root = tree.Root;
        for (int column = 0; column <= (int)NodeColumn.GpuEnergyMean; column++)
            root = root.With((NodeColumn)column, 101 + column);

        feature.ToName().ShouldBe(name);
        FeatureInfo.Parse(name).ShouldBe(feature);
        feature.ValueOf(tree, root).ShouldBe(value);
        if (feature.ColumnOf() is { } held)
            held.ToPublishedName().ShouldBe(name);
        else
            feature.ShouldBeOneOf(Feature.InputSize, Feature.BatchSize, Feature.SequenceLength);
    }

    [Fact]
    public void Count_IsTheNumberOfFeatures() => FeatureInfo.Count.ShouldBe(Enum.GetValues<Feature>().Length);

    [Theory]
    [InlineData("Flops")]
    [InlineData("")]
    [InlineData("ground_truth_energy")]
    public void Parse_AnyOtherText_IsNull(string name) => FeatureInfo.Parse(name).ShouldBeNull();

    [Fact]
    public void ColumnsOf_FactsOfTheWorkload_NeedNoColumn() =>
        FeatureInfo.ColumnsOf([Feature.InputSize, Feature.Flops, Feature.BatchSize, Feature.NumParameters])
            .ShouldBe(ColumnSet.Of(NodeColumn.NumParameters, NodeColumn.Flops));

    [Theory]
    [InlineData(null, 5)]
    [InlineData(3, null)]
    public void ValueOf_InputSizeWithoutBatchOrLength_IsNull(int? batch, int? length)
    {
        ModelTree tree = TestTrees.Small() with { BatchSize = batch, SequenceLength = length };
        Feature.InputSize.ValueOf(tree, tree.Root).ShouldBeNull();
    }
}
