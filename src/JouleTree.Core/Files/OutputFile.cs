using System.Text;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// Something to write: a file, whole or not at all as <see cref="AtomicFile"/> does, or a stream that a caller opened, such as standard
/// output. No name has a meaning of its own.
/// </summary>
internal sealed class OutputFile
{
    private readonly Func<Stream>? _open;

    /// <summary>A file.</summary>
    /// <param name="path">Its path, as the user gave it. Nothing is written yet.</param>
    public OutputFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, Name) = (path, path);
    }

    private OutputFile(Func<Stream> open, string name) => (_open, Name) = (open, name);

    /// <summary>What messages call it: the path as the user gave it, or a name such as <c>standard output</c>.</summary>
    public string Name { get; }

    /// <summary>Its path; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>A stream.</summary>
    /// <param name="open">Opens it; called when it is written.</param>
    /// <param name="name">What messages call it.</param>
    public static OutputFile OfStream(Func<Stream> open, string name)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new OutputFile(open, name);
    }

    /// <summary>The file of a path.</summary>
    /// <param name="path">Its path, as the user gave it.</param>
    public static implicit operator OutputFile(string path) => new(path);

    /// <summary>Writes it.</summary>
    /// <param name="write">Writes the content to the stream that it is given. What it throws of its own passes through.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Write(Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (_open is null)
        {
            AtomicFile.Write(Path!, write);
            return;
        }

        using BufferedStream stream = new(_open(), 1 << 16);
        write(stream);
        stream.Flush();
    }

    /// <summary>Writes it as text in UTF-8 without a byte order mark.</summary>
    /// <param name="text">Its content.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void WriteText(string text) => Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
