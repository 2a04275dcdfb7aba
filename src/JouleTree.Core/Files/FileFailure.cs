using System.Security;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>Turns what a file system may refuse into messages for the user.</summary>
internal static class FileFailure
{
    /// <summary>True for failures that the state of the file system causes, false for bugs.</summary>
    /// <param name="error">What was thrown.</param>
    public static bool IsExpected(Exception error) =>
        error is IOException or UnauthorizedAccessException or SecurityException;

    /// <summary>The failure as an error for the user.</summary>
    /// <param name="path">File or folder as the user gave it.</param>
    /// <param name="what">What failed, such as <c>cannot be read</c>.</param>
    /// <param name="error">What was thrown.</param>
    public static InputException Of(string path, string what, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        string why = error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file or folder",
            UnauthorizedAccessException or SecurityException => "permission denied",
            PathTooLongException => "the path is too long",
            _ => FirstSentence(error.Message),
        };
        return new InputException(new InputPlace(path), $"{what}: {why}", error);
    }

    /// <summary>
    /// Opens a file for sequential reading. Where reading fails later on, the stream throws an <see cref="InputException"/> too.
    /// </summary>
    /// <param name="path">File as the user gave it.</param>
    /// <param name="bufferSize">Buffer of the stream in bytes; 0 for none.</param>
    /// <exception cref="InputException">The file is missing, a folder, or may not be read.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 0) => OpenRead(path, path, bufferSize);

    /// <summary>Opens a file for sequential reading, as <see cref="OpenRead(string, int)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="bufferSize">Buffer of the stream in bytes; 0 for none.</param>
    internal static FileStream OpenRead(string path, string name, int bufferSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new InputException(new InputPlace(name), "is a folder, expected a file");
        try
        {
            return new ReadFile(path, name, bufferSize);
        }
        catch (Exception error) when (IsExpected(error))
        {
            throw Of(name, "cannot be read", error);
        }
    }

    // System messages end in the path once more, which the place names already.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" : '", StringComparison.Ordinal);
        return (end > 0 ? message[..end] : message).TrimEnd('.', ' ');
    }

    // A failure to read names this file and says that it is one of reading, whoever reads and whatever is written meanwhile.
    private sealed class ReadFile(string path, string name, int bufferSize)
        : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, FileOptions.SequentialScan)
    {
        // Of a derived file stream, reading into a span and reading asynchronously come down to this.
        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                return base.Read(buffer, offset, count);
            }
            catch (Exception error) when (IsExpected(error))
            {
                throw Failure(error);
            }
        }

        public override int ReadByte()
        {
            try
            {
                return base.ReadByte();
            }
            catch (Exception error) when (IsExpected(error))
            {
                throw Failure(error);
            }
        }

        // Reads as above, so that what the other stream refuses is not taken for a failure of this one.
        public override void CopyTo(Stream destination, int bufferSize)
        {
            ValidateCopyToArguments(destination, bufferSize);
            byte[] buffer = new byte[bufferSize];
            while (Read(buffer, 0, buffer.Length) is > 0 and var count)
                destination.Write(buffer, 0, count);
        }

        private InputException Failure(Exception error) => Of(name, "cannot be read", error);
    }
}
