using JouleTree.Core.Files;
using Microsoft.Win32.SafeHandles;

namespace JouleTree.Cli.Terminal;

/// <summary>Standard output that tells when nobody reads it any more.</summary>
internal static class StandardOutput
{
    /// <summary>What messages call it.</summary>
    public const string Name = "standard output";

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
        return new OutputStream(OpenRaw());
    }

    private static Stream OpenRaw()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        FileStream pipe = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek)
            return pipe;
        pipe.Dispose();
        return Console.OpenStandardOutput();
    }

    // True for the error of writing into a pipe without a reader.
    private static bool IsGone(IOException error) =>
        OperatingSystem.IsWindows() ? (error.HResult & 0xFFFF) is ErrorBrokenPipe or ErrorNoData : error.HResult == BrokenPipe;

    // Failures of the output are told apart from those of files that are read or written meanwhile.
    private sealed class OutputStream(Stream stream) : WritingStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                stream.Write(buffer);
            }
            catch (IOException error)
            {
                throw new OutputException(error.Message, IsGone(error), error);
            }
        }

        public override void Flush()
        {
            try
            {
                stream.Flush();
            }
            catch (IOException error)
            {
                throw new OutputException(error.Message, IsGone(error), error);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                stream.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Standard output cannot be written.</summary>
/// <param name="problem">Why.</param>
/// <param name="isGone">Its reader went away, which is no failure.</param>
/// <param name="cause">What the system said.</param>
internal sealed class OutputException(string problem, bool isGone, Exception cause) : Exception(problem, cause)
{
    /// <summary>Its reader went away, which is no failure.</summary>
    public bool IsGone { get; } = isGone;
}
