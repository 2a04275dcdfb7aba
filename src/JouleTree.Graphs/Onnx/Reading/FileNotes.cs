using System.Globalization;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>What a reader should know of a file: why its parameters differ from those of the network that it was made from.</summary>
internal static class FileNotes
{
    /// <summary>Notes on a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stored">Its graph with what is stored.</param>
    /// <param name="operators">Its operators.</param>
    /// <param name="batch">Items of a pass.</param>
    public static IEnumerable<string> Of(OnnxModel model, StoredGraph stored, IReadOnlyList<Operator> operators, int batch)
    {
        if (model.Opsets.TryGetValue("", out long opset) && opset > SkeletonReader.NewestOpset)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"operator set {opset} is newer than {SkeletonReader.NewestOpset}, the newest known here: operators count "
                + $"as they do there");
        long aliased = 0;
        int names = 0;
        foreach (OnnxNode node in model.Nodes)
        {
            if (node is { OpType: "Identity", Domain: "", Inputs.Count: > 0, Outputs.Count: > 0 }
                && stored.Values.Find(node.Outputs[0]) is { Role: TensorRole.Parameter } tensor && tensor.Name != node.Outputs[0])
            {
                names++;
                aliased += tensor.Elements;
            }
        }

        if (names > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{names} Identity node(s) give stored weights another name: {aliased:N0} parameters that the network may "
                + $"hold apart are stored, and counted, once");
        (int convolutions, long channels) = Folded(operators);
        if (convolutions > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{convolutions} convolution(s) have weights that the exporter renamed and a bias: batch normalisation is folded into "
                    + $"them; unfolded, each channel has one more parameter, {channels:N0} in all");
        }

        long statistics = operators.Where(op => op.Type.StartsWith("BatchNorm", StringComparison.Ordinal))
            .SelectMany(op => op.Inputs.Skip(3)).Where(tensor => tensor.IsStored).Distinct().Sum(tensor => tensor.Elements);
        if (statistics > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"running statistics of batch normalisation ({statistics:N0} numbers) are stored, but not learned: they "
                + $"are no parameters");
        if (stored.Scales > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{stored.Scales:N0} scales and zero points of quantisation are stored beside the values: they are no parameters");
        Operator[] joining = [.. operators.Where(op => batch > 1 && op is { Type: "Reshape", Repetitions: > 0, IsKnownBeforehand: false }
            && op.Inputs[0].Shape is { Rank: > 1 } before && before[0] == batch
            && op.Outputs[0].Shape is { Rank: > 1 } after && after[0] == 1)];
        if (joining.Length > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"a batch of 1 is baked into {joining.Length} Reshape(s), first {joining[0].Scope}: they make one item of the {batch}");
        if (model.MissingFiles.Count > 0)
            yield return $"MISSING: external data {string.Join(", ", model.MissingFiles)} beside the model; counts need no weights, but "
                + $"it cannot be run";
        string[] external = [.. model.Initializers.Where(tensor => tensor.IsExternal && tensor.Place is not null)
            .Select(tensor => tensor.Place!.Location).Distinct(StringComparer.Ordinal)];
        if (external.Length > 0 && model.MissingFiles.Count == 0)
            yield return $"weights are in other files: {string.Join(", ", external.Take(5))}{(external.Length > 5 ? ", ..." : "")}";
    }

    /// <summary>
    /// PyTorch's exporter gives weights that it computed names such as <c>onnx::Conv_526</c>; with a bias beside them, it has folded.
    /// </summary>
    private static (int Convolutions, long Channels) Folded(IReadOnlyList<Operator> operators)
    {
        int convolutions = 0;
        long channels = 0;
        foreach (Operator op in operators)
        {
            if (op.Type is "Conv1d" or "Conv2d" or "Conv3d" && op.Inputs.Count > 2
                && op.Inputs[1].Storage.Name.StartsWith("onnx::Conv_", StringComparison.Ordinal) && op.Inputs[1].Shape is { } weight)
            {
                convolutions++;
                channels += weight[0];
            }
        }

        return (convolutions, channels);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
