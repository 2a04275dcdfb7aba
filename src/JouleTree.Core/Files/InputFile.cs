using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// Something to read: a file by its name, a pipe that has a name (<c>/dev/stdin</c>, <c>&lt;(...)</c> of a shell), or a stream that a
/// caller opened, such as standard input. What is compressed by gzip is decompressed, whatever its name; it is told by its first bytes.
/// </summary>
/// <remarks>
/// A file can be read as often as one likes. The content of a pipe comes once: its start stays, so that one can look at it, and all of it
/// where <see cref="Keep"/> was called before, in memory or, where it is long, in a temporary file that goes with the process. No name
/// has a meaning of its own: what <c>-</c> stands for is the affair of who takes names from users. Not thread-safe.
/// </remarks>
public sealed class InputFile
{
    private const int BufferSize = 1 << 16;

    private readonly Func<Stream>? _open;
    private PipeContent? _pipe;
    private PipeContent? _content;
    private bool _keeps;

    /// <summary>A file.</summary>
    /// <param name="path">Its path, as the user gave it. Nothing is opened yet.</param>
    /// <param name="name">What messages call it; null for its path.</param>
    public InputFile(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, Name) = (path, name ?? path);
    }

    private InputFile(Func<Stream> open, string name) => (_open, Name) = (open, name);

    /// <summary>What messages call it: the path as the user gave it, or a name such as <c>standard input</c>.</summary>
    public string Name { get; }

    /// <summary>Its path; null for a stream.</summary>
    public string? Path { get; }

    /// <summary>Reads what binary formats hold as text; null for none.</summary>
    internal IContentDecoder? Decoder { get; set; }

    /// <summary>The last part of its path, or the name of a stream.</summary>
    internal string FileName => Path is null ? Name : System.IO.Path.GetFileName(Path);

    /// <summary><see cref="FileName"/> without its ending.</summary>
    internal string Title => Path is null ? Name : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>True where there is something to read, false for a name that no file has.</summary>
    internal bool Exists => Path is null || File.Exists(Path);

    /// <summary>True for the name of a folder.</summary>
    internal bool IsFolder => Path is not null && Directory.Exists(Path);

    /// <summary>
    /// True where the bytes that were read are those of the file of its <see cref="Path"/>; false for a pipe, and for what was compressed.
    /// Known once it has been opened.
    /// </summary>
    internal bool IsOnDisk => Path is not null && _pipe is null && _content is null;

    /// <summary>The folder in which files lie beside it: that of its path where it <see cref="IsOnDisk"/>, else the current one.</summary>
    internal string Folder => IsOnDisk
        ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path!))!
        : Directory.GetCurrentDirectory();

    /// <summary>A stream that can be read once.</summary>
    /// <param name="open">Opens it; called when it is first read.</param>
    /// <param name="name">What messages call it.</param>
    public static InputFile OfStream(Func<Stream> open, string name)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new InputFile(open, name);
    }

    /// <summary>The file of a path.</summary>
    /// <param name="path">Its path, as the user gave it.</param>
    public static implicit operator InputFile(string path) => new(path);

    /// <summary>Says that it will be read more than once: what a pipe gives is kept from now on.</summary>
    internal void Keep()
    {
        _keeps = true;
        _pipe?.Keep();
    }

    /// <summary>Opens the content at its start.</summary>
    /// <exception cref="InputException">It is missing, a folder, or may not be read; the stream throws it, too.</exception>
    internal Stream Open()
    {
        Stream raw = OpenRaw();
        if (IsGzip(raw))
            return new GzipContent(raw, Name);
        return Decoder is { } decoder && decoder.Recognizes(StartOf(raw, stackalloc byte[decoder.StartLength]))
            ? Decoded(raw, decoder)
            : raw;
    }

    /// <summary>Opens the content as text in UTF-8, or what its byte order mark says.</summary>
    /// <exception cref="InputException">As <see cref="Open"/>.</exception>
    internal StreamReader OpenText() => new(Open(), bufferSize: BufferSize);

    /// <summary>Opens the content for reading here and there; what cannot seek by itself is kept as of <see cref="Keep"/>.</summary>
    /// <exception cref="InputException">As <see cref="Open"/>.</exception>
    internal Stream OpenSeekable()
    {
        if (_content is not null)
            return _content.Open();
        Keep();
        Stream content = Open();
        if (content.CanSeek)
            return content;
        _content = new PipeContent(content, Name);
        _content.Keep();
        return _content.Open();
    }

    /// <summary>The first bytes of the content; fewer where it is shorter.</summary>
    /// <param name="count">How many, at most 32 KiB.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    internal ReadOnlyMemory<byte> Peek(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PipeContent.StartLength / 2);
        using Stream stream = Open();
        byte[] start = new byte[count];
        return start.AsMemory(0, stream.ReadAtLeast(start, count, throwOnEndOfStream: false));
    }

    /// <summary>The first character that is no white space is the start of a JSON object.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    internal bool StartsAsJsonObject()
    {
        ReadOnlySpan<byte> start = Peek(1 << 12).Span;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = start[3..];
        return start.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private Stream OpenRaw()
    {
        if (_pipe is not null)
            return _pipe.Open();
        Stream stream = _open is null ? FileFailure.OpenRead(Path!, Name, 0) : _open();
        if (stream.CanSeek)
            return stream;
        _pipe = new PipeContent(stream, Name);
        if (_keeps)
            _pipe.Keep();
        return _pipe.Open();
    }

    private Stream Decoded(Stream raw, IContentDecoder decoder)
    {
        if (!raw.CanSeek)
            Keep();
        try
        {
            return decoder.Decode(raw, Name);
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    private static ReadOnlySpan<byte> StartOf(Stream raw, Span<byte> start)
    {
        int length = raw.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        raw.Position = 0;
        return start[..length];
    }

    // A name that promises gzip is taken at its word, so that a damaged file is called one.
    private bool IsGzip(Stream raw)
    {
        return StartOf(raw, stackalloc byte[2]) is [0x1F, 0x8B]
            || (Path?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ?? false);
    }
}
