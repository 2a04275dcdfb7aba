using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// What a pipe has given so far: its start always, all of it once <see cref="Keep"/> was called. Readers begin at the start as often as
/// one likes, and go on with the pipe where they have caught up. Not thread-safe.
/// </summary>
/// <param name="source">The pipe; it stays open until the process ends.</param>
/// <param name="name">What messages call it.</param>
#pragma warning disable CA1001 // Its readers come and go: pipe and temporary file are those of the process, and end with it.
internal sealed class PipeContent(Stream source, string name)
#pragma warning restore CA1001
{
    /// <summary>Bytes of the start that stay.</summary>
    public const int StartLength = 1 << 16;

    /// <summary>Bytes that are kept in memory; more go to a temporary file.</summary>
    public const int InMemory = 8 << 20;

    private Stream _stored = new MemoryStream();
    private long _taken;
    private bool _keeps;
    private bool _ended;

    private bool IsWhole => _taken == _stored.Length;

    /// <summary>All that comes from now on is kept.</summary>
    /// <exception cref="InputException">More has been read than was kept.</exception>
    public void Keep() => _keeps = IsWhole ? true : throw Gone();

    /// <summary>A reader at the start.</summary>
    public Stream Open() => new Reader(this);

    private int Read(long position, Span<byte> buffer)
    {
        if (position < _stored.Length)
        {
            _stored.Position = position;
            return _stored.Read(buffer);
        }

        if (position != _taken)
            throw Gone();
        if (_ended || buffer.IsEmpty)
            return 0;
        int read = Take(buffer);
        _ended = read == 0;
        if (IsWhole && (_keeps || _taken + read <= StartLength))
            Store(buffer[..read]);
        _taken += read;
        return read;
    }

    private int Take(Span<byte> buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(name, "cannot be read", error);
        }
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_stored is MemoryStream memory && memory.Length + bytes.Length > InMemory)
            {
                _stored = TemporaryFile();
                memory.WriteTo(_stored);
            }

            _stored.Position = _stored.Length;
            _stored.Write(bytes);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(name, "cannot be kept in a temporary file", error);
        }
    }

    // Without a name where the system can do that, so that nothing stays behind however the process ends.
    private static FileStream TemporaryFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"jouletree-{Guid.NewGuid():N}.tmp");
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16,
            FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    private long WholeLength()
    {
        byte[] buffer = new byte[StartLength];
        while (Read(_taken, buffer) > 0)
        {
        }

        return IsWhole ? _stored.Length : throw Gone();
    }

    private InputException Gone() =>
        new(new InputPlace(name), "is a pipe, whose content comes once, and is needed once more: write it to a file first");

    private sealed class Reader(PipeContent content) : ReadingStream
    {
        // Back to the start can go any; a reader calls itself seekable where all places can be gone to.
        public override bool CanSeek => content._keeps;

        public override long Length => content.WholeLength();

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            // What was jumped over is taken first.
            if (Position > content._taken)
                _ = Length;
            if (Position > content._taken)
                return 0;
            int read = content.Read(Position, buffer);
            Position += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };
    }
}
