using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Tables.Columns;

namespace JouleTree.Tables.Trees;

/// <summary>
/// The table of whole trees: a row a node, parents before children. A column is a member of the tree format (docs/tree-format.md); members
/// of <c>jouletree</c> are called by their path, joined by underscores. What has no column of its own, or does not fit it, is JSON in the
/// last two, so that nothing is lost.
/// </summary>
internal static class TreeTable
{
    /// <summary>Name of the table.</summary>
    public const string Name = "trees";

    /// <summary>Number of the tree in its file, from 0.</summary>
    public const string Tree = "tree";

    /// <summary>Number of the node in its tree, from 0, parents before children.</summary>
    public const string Node = "node";

    /// <summary>Number of its parent; unknown for the root.</summary>
    public const string Parent = "parent";

    /// <summary>What else the node has, as a JSON object.</summary>
    public const string NodeRest = "node_json";

    /// <summary>What else the tree has, as a JSON object, in the row of the root alone.</summary>
    public const string TreeRest = "tree_json";

    /// <summary>The columns of places.</summary>
    public static readonly TableColumn[] Places =
    [
        Column(Tree, CellType.Whole, null, "number of the tree in its file, from 0"),
        Column(Node, CellType.Whole, null, "number of the node in its tree, from 0; parents before children"),
        Column(Parent, CellType.Whole, null, "number of its parent; null for the root"),
    ];

    /// <summary>Members of the tree, the same in all of its rows.</summary>
    public static readonly TreeTableMember[] OfTree =
    [
        Member("model_name", CellType.Text, null, "name of the model"),
        Member("batch_size", CellType.Whole, null, "items per forward pass"),
        Member("seq_len", CellType.Whole, null, "tokens per item; null for models without a sequence"),
        Member("jouletree.device.name", CellType.Text, null, "what the energies are of"),
        Member("jouletree.meter.name", CellType.Text, null, "what measured them"),
        Member("jouletree.synthetic", CellType.Flag, null, "the numbers come from a formula, not from a run"),
    ];

    /// <summary>Members of the node.</summary>
    public static readonly TreeTableMember[] OfNode =
    [
        Member("id", CellType.Text, null, "unique in its tree"),
        Member("scope", CellType.Text, null, "path in the model; the root is root"),
        Member("parent_name", CellType.Text, null, "scope of the parent"),
        Member("level", CellType.Whole, null, "number of dots in the scope"),
        Member("instance_type", CellType.Text, null, "class of the module or type of the primitive"),
        Member("type", CellType.Text, null, "model, module or ml (primitive)"),
        .. Enumerable.Range(0, NodeColumnNames.Count).Select(index => Published((NodeColumn)index)),
        Member("child_nodes", CellType.Texts, null, "the children's scopes, in the order of execution"),
        Member("jouletree.parameters", CellType.Whole, null, "exact parameters of the node and what is below it"),
        Member("jouletree.shared_parameters", CellType.Whole, null, "those that a node before this one has already"),
        Member("jouletree.macs", CellType.Whole, "MAC", "multiply-accumulates per forward pass"),
        Member("jouletree.flops", CellType.Whole, "FLOP", "exact floating-point operations per forward pass"),
        Member("jouletree.bytes", CellType.Whole, "B", "exact bytes moved per forward pass"),
        Member("jouletree.inputs", CellType.Shapes, null, "shapes of the input tensors"),
        Member("jouletree.outputs", CellType.Shapes, null, "shapes of the output tensors"),
        Member("jouletree.energy.source", CellType.Text, null, "measured or modelled"),
        Member("jouletree.energy.joules", CellType.Real, "J", "measured or modelled joules per forward pass"),
        Member("jouletree.energy.low", CellType.Real, "J", "lower end of their interval"),
        Member("jouletree.energy.high", CellType.Real, "J", "upper end of their interval"),
        Member("jouletree.energy.level", CellType.Real, null, "nominal level of the interval, 0 to 1"),
        Member("jouletree.energy.run_low", CellType.Real, "J", "lower end of the interval of this run alone"),
        Member("jouletree.energy.run_high", CellType.Real, "J", "upper end of the interval of this run alone"),
        Member("jouletree.energy.idle_joules", CellType.Real, "J", "what the idle machine would have used in the same time"),
        Member("jouletree.energy.rounds", CellType.Whole, null, "rounds that were measured"),
        Member("jouletree.prediction.joules", CellType.Real, "J", "predicted joules per forward pass"),
        Member("jouletree.prediction.low", CellType.Real, "J", "lower end of their interval"),
        Member("jouletree.prediction.high", CellType.Real, "J", "upper end of their interval"),
        Member("jouletree.prediction.level", CellType.Real, null, "nominal level of the interval, 0 to 1"),
        Member("jouletree.prediction.terms", CellType.Numbers, "J", "the prediction taken apart: joules by term"),
        Member("jouletree.prediction.weight_in_parent", CellType.Real, null, "factor of the node's energy in its parent's"),
        Member("jouletree.prediction.notes", CellType.Texts, null, "remarks on the prediction"),
        Member("jouletree.time.seconds", CellType.Real, "s", "seconds per forward pass"),
        Member("jouletree.time.low", CellType.Real, "s", "lower end of their interval"),
        Member("jouletree.time.high", CellType.Real, "s", "upper end of their interval"),
        Member("jouletree.time.run_low", CellType.Real, "s", "lower end of the interval of this run alone"),
        Member("jouletree.time.run_high", CellType.Real, "s", "upper end of the interval of this run alone"),
        Member("jouletree.unattributed_joules", CellType.Real, "J", "own measurement minus the children's sum"),
        Member("jouletree.shared_with", CellType.Text, null, "id of the node whose measurement this one repeats"),
        Member("jouletree.notes", CellType.Texts, null, "remarks on how it was counted and measured"),
    ];

    /// <summary>The whole table.</summary>
    public static readonly TableSchema Schema = new(Name,
    [
        .. Places, .. OfTree.Select(member => member.Column), .. OfNode.Select(member => member.Column),
        Column(NodeRest, CellType.Text, null, "what else the node has, as a JSON object"),
        Column(TreeRest, CellType.Text, null, "what else the tree has, as a JSON object; in the row of the root alone"),
    ]);

    private static TreeTableMember Published(NodeColumn column)
    {
        (string? unit, string meaning) = column switch
        {
            NodeColumn.NumParameters => (null, "parameters of the node and what is below it"),
            NodeColumn.Flops => ("MFLOP", "millions of floating-point operations"),
            NodeColumn.MemBytes => ("MiB", "memory traffic in units of 2^20 bytes"),
            NodeColumn.Cpu => ("%", "load of the processor"),
            NodeColumn.Mem => ("%", "memory in use"),
            NodeColumn.Gpu => ("%", "load of the GPU"),
            NodeColumn.GpuMem => ("%", "load of the GPU's memory"),
            NodeColumn.GpuClk => ("MHz", "clock of the GPU"),
            NodeColumn.GpuMemClk => ("MHz", "clock of the GPU's memory"),
            NodeColumn.TimesMean => ("s", "seconds per forward pass"),
            NodeColumn.GpuEnergyMean => ("J", "joules per forward pass by the GPU's own meter"),
            NodeColumn.GroundTruthEnergy => ("J", "measured (or modelled) joules per forward pass"),
            _ => ("J", "predicted joules per forward pass"),
        };
        return Member(column.ToPublishedName(), CellType.Real, unit, meaning);
    }

    private static TreeTableMember Member(string path, CellType type, string? unit, string meaning) =>
        new(path.Split('.'), Column(path.Replace('.', '_'), type, unit, meaning));

    private static TableColumn Column(string name, CellType type, string? unit, string meaning) =>
        new(name, type) { Unit = unit, Meaning = meaning };
}

/// <summary>A member of a tree or node that has a column of its own.</summary>
/// <param name="Path">Names of the objects that it stands in, and its own.</param>
/// <param name="Column">Its column.</param>
internal sealed record TreeTableMember(string[] Path, TableColumn Column);
