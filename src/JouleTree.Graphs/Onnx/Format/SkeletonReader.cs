using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>
/// Reads ONNX files as they stand: large weights stay where they are, and are known by their place, so that a file of half
/// a gigabyte takes milliseconds.
/// </summary>
internal static class SkeletonReader
{
    /// <summary>Newest operator set whose operators are known; see docs/operators.md.</summary>
    public const long NewestOpset = 28;

    private const long NewestIrVersion = 13;

    /// <summary>The model of a stream.</summary>
    /// <param name="stream">A stream that can seek, at its start; it stays open.</param>
    /// <param name="name">Path or name of the file: for messages, and its last part for the place of weights.</param>
    /// <param name="folder">Folder of the file, where weights may lie beside it; null for a model that is in no folder.</param>
    /// <exception cref="InputException">It is no ONNX model, or one of a version that is not known.</exception>
    /// <exception cref="InvalidDataException">Its bytes are damaged.</exception>
    public static OnnxModel Read(Stream stream, string name, string? folder)
    {
        OnnxModel model = new OnnxParser(new ProtobufReader(stream), Path.GetFileName(name)).Model(stream.Length)
            ?? throw new InputException(new InputPlace(name), "holds no ONNX graph: expected an ONNX model");
        CheckVersions(model);
        return WithExternalData(model, folder);
    }

    /// <summary>Refuses versions that no operator list can be known for.</summary>
    private static void CheckVersions(OnnxModel model)
    {
        // The format gains one or two versions a year: a few ahead are read with a note, others are no versions at all.
        if (model.IrVersion > NewestIrVersion + 10)
            throw new InputException(
                $"is of version {model.IrVersion} of the format, which is not known: expected at most {NewestIrVersion}");
        if (model.Opsets.TryGetValue("", out long opset) && opset is < 1 or > NewestOpset + 10)
            throw new InputException($"is of operator set {opset}, which is not known: expected 1 to {NewestOpset}");
    }

    private static OnnxModel WithExternalData(OnnxModel model, string? folder)
    {
        if (!model.Initializers.Any(tensor => tensor.IsExternal))
            return model;
        Dictionary<string, long> lengths = new(StringComparer.Ordinal);
        return model with
        {
            Initializers = [.. model.Initializers.Select(tensor => tensor.IsExternal
                ? ExternalData.Resolve(tensor, folder, lengths)
                : tensor)],
            MissingFiles = [.. lengths.Where(file => file.Value < 0).Select(file => file.Key)],
        };
    }
}
