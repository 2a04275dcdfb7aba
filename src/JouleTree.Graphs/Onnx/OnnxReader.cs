using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Onnx;

/// <summary>
/// Reads ONNX files as skeletons: large weights stay where they are, and are known by their place, so that a file of half
/// a gigabyte takes milliseconds.
/// </summary>
public static class OnnxReader
{
    private const long NewestIrVersion = 13;

    /// <summary>Reads a file.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <exception cref="InputException">The file cannot be read or is no ONNX model.</exception>
    public static OnnxModel Read(string path)
    {
        using FileStream stream = FileFailure.OpenRead(path);
        return Read(stream, path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>Reads a stream that can seek.</summary>
    /// <param name="stream">A stream at its start; it stays open.</param>
    /// <param name="name">Path or name of the file: for messages, and its last part for the place of weights.</param>
    /// <exception cref="InputException">It is no ONNX model.</exception>
    public static OnnxModel Read(Stream stream, string name) => Read(stream, name, null);

    private static OnnxModel Read(Stream stream, string name, string? folder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            OnnxModel model = new OnnxParser(new ProtobufReader(stream), Path.GetFileName(name)).Model(stream.Length)
                ?? throw new InputException(new InputPlace(name), "holds no ONNX graph: expected an ONNX model");
            CheckVersions(model);
            return NodeOrder.Ordered(FunctionInlining.Inline(WithExternalData(model, folder)));
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException)
        {
            throw new InputException(new InputPlace(name), $"is not an ONNX model, or is damaged: {error.Message}", error);
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(name);
        }
    }

    /// <summary>Refuses versions that no operator list can be known for.</summary>
    private static void CheckVersions(OnnxModel model)
    {
        // The format gains one or two versions a year: a few ahead are read with a note, others are no versions at all.
        if (model.IrVersion > NewestIrVersion + 10)
            throw new InputException($"is of version {model.IrVersion} of the format, which is not known: expected at most {NewestIrVersion}");
        if (model.Opsets.TryGetValue("", out long opset) && opset is < 1 or > FileNotes.NewestOpset + 10)
            throw new InputException($"is of operator set {opset}, which is not known: expected 1 to {FileNotes.NewestOpset}");
    }

    private static OnnxModel WithExternalData(OnnxModel model, string? folder)
    {
        if (!model.Initializers.Any(tensor => tensor.IsExternal))
            return model;
        Dictionary<string, long> lengths = new(StringComparer.Ordinal);
        return model with
        {
            Initializers = [.. model.Initializers.Select(tensor => tensor.IsExternal ? ExternalData.Resolve(tensor, folder, lengths) : tensor)],
            MissingFiles = [.. lengths.Where(file => file.Value < 0).Select(file => file.Key)],
        };
    }
}
