using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// A file that appears whole or not at all: bytes go to a temporary name in the same folder, are flushed to disk, and
/// the name is changed by <see cref="Commit"/>. Without it, disposal removes the temporary file and leaves an older
/// file of that name as it was. Devices, such as <c>/dev/null</c>, are written to as they are: a rename would replace them.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string? _temporaryPath;
    private FileStream? _stream;

    private AtomicFile(string path, string? temporaryPath, FileStream stream)
    {
        _path = path;
        _temporaryPath = temporaryPath;
        _stream = stream;
    }

    /// <summary>The stream to write to, until <see cref="Commit"/>.</summary>
    /// <exception cref="ObjectDisposedException">The file was committed or disposed.</exception>
    public Stream Stream => _stream ?? throw new ObjectDisposedException(nameof(AtomicFile));

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
            path = Target(path);
            if (IsDevice(path))
                return new AtomicFile(path, temporaryPath: null, new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16));
            string folder = Path.GetDirectoryName(path) ?? ".";
            Directory.CreateDirectory(folder);
            string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
            FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            return new AtomicFile(path, temporary, stream);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(path, "cannot be written", error);
        }
    }

    /// <summary>Writes a whole file at once.</summary>
    /// <param name="path">Name of the file.</param>
    /// <param name="write">Writes the content to the stream that it is given.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using AtomicFile file = Create(path);
        try
        {
            write(file.Stream);
        }
        catch (IOException error) when (error is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw FileFailure.Of(path, "cannot be written", error);
        }

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
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(_path, "cannot be written", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stream is null)
            return;
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be flushed is thrown away with the temporary file anyway.
        }

        _stream = null;
        if (_temporaryPath is not null)
            File.Delete(_temporaryPath);
    }

    // What a link points to is written, and the link stays one.
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        return !IsDevice(full) && File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }

    private static bool IsDevice(string fullPath) => !OperatingSystem.IsWindows() && fullPath.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(fullPath);
}
