namespace JouleTree.Cli.Measuring;

/// <summary>How <c>--values</c> is spelled: a file, or the name of an input and a file.</summary>
internal static class ValuesArgument
{
    /// <summary>The parts of a spelling; the name is null where there is only a file.</summary>
    /// <param name="text">Text such as <c>images.npz</c> or <c>input_ids=ids.npy</c>.</param>
    /// <remarks>
    /// Folders are called <c>run=3</c> as well. A file that is there as a whole is that file; where none is, what stands before the first
    /// equals sign is a name if the rest is a file, or if it does not look like the start of a path.
    /// </remarks>
    public static (string? Name, string File) Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || File.Exists(text))
            return (null, text);
        (string name, string file) = (text[..equals], text[(equals + 1)..]);
        return File.Exists(file) || !IsPath(name) ? (name, file) : (null, text);
    }

    private static bool IsPath(string name) =>
        name[0] is '/' or '.' or '~' || name.Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(name);
}
