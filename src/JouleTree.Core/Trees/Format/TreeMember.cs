using System.Runtime.CompilerServices;

namespace JouleTree.Core.Trees.Format;

/// <summary>The members of a node that are known; the first thirteen are the columns, in their order.</summary>
internal enum TreeMember
{
    FirstColumn = 0,
    LastColumn = NodeColumnNames.Count - 1,
    Id,
    Scope,
    ParentName,
    Level,
    InstanceType,
    Type,
    Children,
    ChildNames,
    Details,
    Unknown,
}

/// <summary>Finds members by their names.</summary>
internal static class TreeMembers
{
    /// <summary>The member of a name in UTF-8.</summary>
    /// <param name="name">Unescaped name.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TreeMember Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        // By length first: one or two comparisons a name instead of twenty.
        2 => name.SequenceEqual("id"u8) ? TreeMember.Id : TreeMember.Unknown,
        3 => Column(name, "cpu"u8, NodeColumn.Cpu, "mem"u8, NodeColumn.Mem, "gpu"u8, NodeColumn.Gpu),
        4 => name.SequenceEqual("type"u8) ? TreeMember.Type : TreeMember.Unknown,
        5 => name.SequenceEqual("scope"u8) ? TreeMember.Scope
            : name.SequenceEqual("level"u8) ? TreeMember.Level
            : Column(name, "flops"u8, NodeColumn.Flops),
        7 => Column(name, "gpu_mem"u8, NodeColumn.GpuMem, "gpu_clk"u8, NodeColumn.GpuClk),
        9 => name.SequenceEqual("jouletree"u8) ? TreeMember.Details : Column(name, "mem_bytes"u8, NodeColumn.MemBytes),
        10 => Column(name, "times_mean"u8, NodeColumn.TimesMean),
        11 => name.SequenceEqual("parent_name"u8) ? TreeMember.ParentName
            : name.SequenceEqual("child_nodes"u8) ? TreeMember.ChildNames
            : Column(name, "gpu_mem_clk"u8, NodeColumn.GpuMemClk),
        13 => name.SequenceEqual("instance_type"u8) ? TreeMember.InstanceType : TreeMember.Unknown,
        14 => Column(name, "num_parameters"u8, NodeColumn.NumParameters),
        15 => name.SequenceEqual("child_nodes_obj"u8) ? TreeMember.Children
            : Column(name, "gpu_energy_mean"u8, NodeColumn.GpuEnergyMean),
        16 => Column(name, "predicted_energy"u8, NodeColumn.PredictedEnergy),
        19 => Column(name, "ground_truth_energy"u8, NodeColumn.GroundTruthEnergy),
        _ => TreeMember.Unknown,
    };

    /// <summary>The name of a member in files.</summary>
    /// <param name="member">A known member.</param>
    public static string NameOf(TreeMember member) => member switch
    {
        <= TreeMember.LastColumn => ((NodeColumn)member).ToPublishedName(),
        TreeMember.Id => "id",
        TreeMember.Scope => "scope",
        TreeMember.ParentName => "parent_name",
        TreeMember.Level => "level",
        TreeMember.InstanceType => "instance_type",
        TreeMember.Type => "type",
        TreeMember.Children => "child_nodes_obj",
        TreeMember.ChildNames => "child_nodes",
        TreeMember.Details => "jouletree",
        _ => throw new ArgumentOutOfRangeException(nameof(member), member, "has no name"),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TreeMember Column(ReadOnlySpan<byte> name, ReadOnlySpan<byte> candidate, NodeColumn column) =>
        name.SequenceEqual(candidate) ? (TreeMember)column : TreeMember.Unknown;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TreeMember Column(
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> first,
        NodeColumn firstColumn,
        ReadOnlySpan<byte> second,
        NodeColumn secondColumn,
        ReadOnlySpan<byte> third = default,
        NodeColumn thirdColumn = default) =>
        name.SequenceEqual(first) ? (TreeMember)firstColumn
        : name.SequenceEqual(second) ? (TreeMember)secondColumn
        : Column(name, third, thirdColumn);
}
