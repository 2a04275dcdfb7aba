using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Tidying;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>
/// Reads ONNX files as skeletons and tidies them: functions are written out in place of their calls, and nodes stand in an
/// order in which they can be run.
/// </summary>
internal static class OnnxReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">An ONNX file. Data beside it are looked for in its folder, those of a pipe in the current one.</param>
    /// <exception cref="InputException">The file cannot be read or is no ONNX model.</exception>
    public static OnnxModel Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using Stream stream = file.OpenSeekable();
        return Read(stream, file.Name, file.Folder);
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
        byte[] start = new byte[ForeignFile.StartLength];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (ForeignFile.Describe(start.AsSpan(0, length), name) is { } other)
            throw new InputException(new InputPlace(name), $"is {other}");
        stream.Position = 0;
        try
        {
            return NodeOrder.Ordered(FunctionInlining.Inline(SkeletonReader.Read(stream, name, folder)));
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
