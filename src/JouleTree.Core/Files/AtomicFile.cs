using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// A file that appears whole or not at all: bytes go to a temporary name in the same folder, are flushed to disk, and
/// the name is changed by <see cref="Commit"/>. Without it, disposal removes the temporary file and leaves an older
/// file of that name as it was. Devices, such as <c>/dev/null</c>, are written to as they are: a rename would replace them.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _name;
    private readonly string _path;
    private readonly string? _temporaryPath;
    private readonly Output _output;
    private FileStream? _stream;
    private bool _committed;

    private AtomicFile(string name, string path, string? temporaryPath, FileStream stream)
    {
        _name = name;
        _path = path;
        _temporaryPath = temporaryPath;
        _stream = stream;
        _output = new Output(name, stream);
    }

    /// <summary>
    /// The stream to write to, until <see cref="Commit"/>; where it cannot be written, it throws an <see cref="InputException"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was committed or disposed.</exception>
    public Stream Stream => _stream is not null ? _output : throw new ObjectDisposedException(nameof(AtomicFile));

    /// <summary>Starts a file. Its folder is made where it is missing.</summary>
    /// <param name="path">Name that the file has once it is committed.</param>
    /// <exception cref="InputException">The folder cannot be written, or the path is a folder.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new InputException(new InputPlace(path), "is a folder, expected the name of a file to write");
        try
        {
            string target = Target(path);
            if (IsDevice(target))
                return new AtomicFile(path, target, temporaryPath: null, Open(target, FileMode.Open, FileShare.ReadWrite));
            string folder = Path.GetDirectoryName(target) ?? ".";
            Directory.CreateDirectory(folder);
            string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
            return new AtomicFile(path, target, temporary, Open(temporary, FileMode.CreateNew, FileShare.None));
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(path, "cannot be written", error);
        }
    }

    /// <summary>Writes a whole file at once.</summary>
    /// <param name="path">Name of the file.</param>
    /// <param name="write">Writes the content to the stream that it is given. What it throws of its own passes through.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using AtomicFile file = Create(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Writes a text file in UTF-8 without a byte order mark.</summary>
    /// <param name="path">Name of the file.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Flushes the content to disk and gives the file its name.</summary>
    /// <exception cref="InputException">The content could not be flushed, for instance because the disk is full.</exception>
    public void Commit()
    {
        FileStream stream = _stream ?? throw new ObjectDisposedException(nameof(AtomicFile));
        try
        {
            stream.Flush(flushToDisk: _temporaryPath is not null);
            stream.Dispose();
            _stream = null;
            if (_temporaryPath is not null)
                File.Move(_temporaryPath, _path, overwrite: true);
            _committed = true;
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(_name, "cannot be written", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException)
        {
            // What could not be flushed is thrown away with the temporary file anyway.
        }

        _stream = null;
        if (_temporaryPath is not null && !_committed)
            File.Delete(_temporaryPath);
    }

    private static FileStream Open(string path, FileMode mode, FileShare share) => new(path, mode, FileAccess.Write, share, 1 << 16);

    // What a link points to is written, and the link stays one.
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        return !IsDevice(full) && File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }

    private static bool IsDevice(string fullPath) =>
        !OperatingSystem.IsWindows() && fullPath.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(fullPath);

    // What fails here is a failure to write this file; what the caller reads from elsewhere meanwhile is not.
    private sealed class Output(string name, FileStream file) : WritingStream
    {
        public override bool CanSeek => file.CanSeek;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                file.Write(buffer);
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                throw Failure(error);
            }
        }

        public override void WriteByte(byte value) => Write([value]);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                throw Failure(error);
            }
        }

        public override void Flush()
        {
            try
            {
                file.Flush();
            }
            catch (Exception error) when (FileFailure.IsExpected(error))
            {
                throw Failure(error);
            }
        }

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        private InputException Failure(Exception error) => FileFailure.Of(name, "cannot be written", error);
    }
}
