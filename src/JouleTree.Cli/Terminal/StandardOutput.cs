using Microsoft.Win32.SafeHandles;

namespace JouleTree.Cli.Terminal;

/// <summary>Standard output that tells when nobody reads it any more.</summary>
internal static class StandardOutput
{
    // errno of Unix, and the last error of Windows.
    private const int BrokenPipe = 32;
    private const int ErrorBrokenPipe = 109;
    private const int ErrorNoData = 232;

    /// <summary>Opens it.</summary>
    /// <remarks>
    /// Outside Windows the console's stream drops what is written into a pipe whose reader has gone, and a command would go on for
    /// nothing (<c>jouletree sweep ... | head</c>). A pipe is therefore opened as a file. A file that output is redirected to is not:
    /// standard error may go to the same one, and only the console's stream shares its position.
    /// </remarks>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        FileStream pipe = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek)
            return pipe;
        pipe.Dispose();
        return Console.OpenStandardOutput();
    }

    /// <summary>True for the error of writing into a pipe without a reader.</summary>
    /// <param name="error">An error.</param>
    public static bool IsGone(IOException error) =>
        OperatingSystem.IsWindows() ? (error.HResult & 0xFFFF) is ErrorBrokenPipe or ErrorNoData : error.HResult == BrokenPipe;
}
