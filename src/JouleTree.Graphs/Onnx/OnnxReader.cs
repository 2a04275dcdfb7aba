using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Onnx;

/// <summary>
/// Reads ONNX files as skeletons: large weights stay where they are, and are known by their place, so that a file of half
/// a gigabyte takes milliseconds.
/// </summary>
public static class OnnxReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <exception cref="InputException">The file cannot be read or is no ONNX model.</exception>
    public static OnnxModel Read(string path)
    {
        using FileStream stream = FileFailure.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a stream that can seek.</summary>
    /// <param name="stream">A stream at its start; it stays open.</param>
    /// <param name="name">Path or name of the file: for messages, and its last part for the place of weights.</param>
    /// <exception cref="InputException">It is no ONNX model.</exception>
    public static OnnxModel Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return new OnnxParser(new ProtobufReader(stream), Path.GetFileName(name)).Model(stream.Length)
                ?? throw new InputException(new InputPlace(name), "holds no ONNX graph: expected an ONNX model");
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
}
