namespace JouleTree.Core.Json;

/// <summary>The members <c>format</c> and <c>version</c> that files of JouleTree's own begin with.</summary>
internal static class FileFormat
{
    /// <summary>Checks both, and gives the version.</summary>
    /// <param name="input">The whole file.</param>
    /// <param name="name">What <c>format</c> must say.</param>
    /// <param name="newest">The newest version that this program reads.</param>
    /// <exception cref="Errors.InputException">The file is of another format, or of a newer version.</exception>
    public static int VersionOf(JsonInput input, string name, int newest)
    {
        JsonInput format = input.Member("format");
        if (format.Text() != name)
            throw format.Fail($"found '{format.Text()}', expected '{name}'");
        JsonInput version = input.Member("version");
        long number = version.Whole(1, int.MaxValue);
        return number <= newest
            ? (int)number
            : throw version.Fail($"found version {number}, this program reads up to version {newest}; use a newer JouleTree, or a profile "
                + "made by this one");
    }
}
