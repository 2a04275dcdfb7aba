using System.Security;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>Turns what a file system may refuse into messages for the user.</summary>
public static class FileFailure
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

    /// <summary>Opens a file for sequential reading.</summary>
    /// <param name="path">File as the user gave it.</param>
    /// <param name="bufferSize">Buffer of the stream in bytes; 0 for none.</param>
    /// <exception cref="InputException">The file is missing, a folder, or may not be read.</exception>
    public static FileStream OpenRead(string path, int bufferSize = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new InputException(new InputPlace(path), "is a folder, expected a file");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize, FileOptions.SequentialScan);
        }
        catch (Exception error) when (IsExpected(error))
        {
            throw Of(path, "cannot be read", error);
        }
    }

    // System messages end in the path once more, which the place names already.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" : '", StringComparison.Ordinal);
        return (end > 0 ? message[..end] : message).TrimEnd('.', ' ');
    }
}
