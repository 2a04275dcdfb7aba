using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.Cli.Networks;

/// <summary>
/// The leaves of a counted tree as CSV, with what a profile of single layers needs. An empty cell means unknown or none.
/// </summary>
internal static class LayerCsv
{
    private const string Header =
        "scope,type,input_size,output_size,kernel_size,stride,padding,dilation,groups,bias,vocabulary_size,embedding_size,normalized_size,"
        + "parameters,macs,flops,bytes,activations";

    /// <summary>The whole text, one line a leaf, in order of execution.</summary>
    /// <param name="view">The counted tree.</param>
    public static string Of(GraphView view)
    {
        StringBuilder text = new(Header + "\n");
        foreach (TreeNode node in view.Tree.Root.SelfAndDescendants())
        {
            if (view.OperatorOf(node) is { } op)
                text.Append(Line(node, op, view.CountsOf(node))).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(TreeNode node, Operator op, NodeCounts counts)
    {
        TensorShape? weight = op.Inputs.Count > 1 && op.Inputs[1].IsStored ? op.Inputs[1].Shape : null;
        bool convolves = op.Type.StartsWith("Conv", StringComparison.Ordinal) && op.Type.EndsWith('d');
        bool embeds = op.Type == "Embedding";
        bool normalizes = op.Type is "LayerNorm" or "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d";
        return string.Join(',',
            CsvText.Cell(node.Scope.Path),
            CsvText.Cell(op.Type),
            Join(op.Inputs.FirstOrDefault(tensor => !tensor.IsStored)?.Shape),
            Join(op.Outputs[0].Shape),
            Join(op.Attributes.Integers("kernel_shape")),
            Join(op.Attributes.Integers("strides")),
            Join(Padding(op.Attributes.Integers("pads"))),
            Join(op.Attributes.Integers("dilations")),
            convolves ? Number(op.Attributes.Integer("group")) : "",
            convolves || op.Type is "Linear" or "Conv1D" ? (op.Inputs.Count > 2 ? "true" : "false") : "",
            embeds ? Number(weight?[0]) : "",
            embeds ? Number(weight?[1]) : "",
            normalizes ? Number(weight?[0]) : "",
            Number(counts.Parameters), Number(counts.Macs), Number(counts.Flops), Number(counts.Bytes), Number(counts.Activations));
    }

    private static string Join(IReadOnlyList<long>? sizes) => sizes is null ? "" : string.Join('x', sizes);

    /// <summary>Padding on each side where both sides are the same, as PyTorch has it; else that of all starts, then all ends.</summary>
    private static IReadOnlyList<long>? Padding(IReadOnlyList<long>? pads)
    {
        if (pads is null)
            return null;
        long[] starts = [.. pads.Take(pads.Count / 2)];
        return starts.SequenceEqual(pads.Skip(pads.Count / 2)) ? starts : pads;
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
