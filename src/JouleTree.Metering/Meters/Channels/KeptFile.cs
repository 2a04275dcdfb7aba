using Microsoft.Win32.SafeHandles;

namespace JouleTree.Metering.Meters.Channels;

/// <summary>
/// A file of the kernel that is read again and again and kept open: reading is one call of the system and allocates nothing. Not safe
/// for several threads.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class KeptFile(string path) : IDisposable
{
    private SafeFileHandle? _open;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Reads it from its start.</summary>
    /// <param name="text">Takes its content.</param>
    /// <returns>Bytes that were read.</returns>
    /// <exception cref="UnauthorizedAccessException">The kernel keeps it from this user.</exception>
    /// <exception cref="IOException">It is gone or cannot be read.</exception>
    public int Read(Span<byte> text)
    {
        _open ??= File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return RandomAccess.Read(_open, text, 0);
        }
        catch (IOException)
        {
            Forget();
            throw;
        }
        catch (UnauthorizedAccessException error)
        {
            // The user may read it: so a driver answers (EPERM) whose device sleeps.
            Forget();
            throw new IOException($"{Path} does not let itself be read now, as of a device that sleeps or is reset", error);
        }
    }

    /// <summary>Opens it anew at the next reading: the file of a driver that was loaded again is another one.</summary>
    public void Forget()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();
}
