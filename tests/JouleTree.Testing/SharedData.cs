namespace JouleTree.Testing;

/// <summary>
/// Published measurements that are not part of the repository: the folder named by the variable JOULETREE_DATA, else
/// <c>shared/data</c> beside the repository's folder.
/// </summary>
public static class SharedData
{
    /// <summary>Name of the variable that names the folder.</summary>
    public const string Variable = "JOULETREE_DATA";

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The data folder, or null where there is none.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>Path of a file or folder of the shared data.</summary>
    /// <param name="parts">Path below the data folder.</param>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Folder ?? throw new InvalidOperationException("the test must be a SharedDataFact"), .. parts]);

    /// <summary>Why tests that need the data are skipped, or null where they run.</summary>
    public static string? SkipReason { get; } = Folder is null
        ? $"needs the published measurements, which are not in the repository: set {Variable} to their folder"
        : null;

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JouleTree.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("tests run from within the repository");
    }

    private static string? FindFolder()
    {
        string folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : Path.Combine(Repository, "..", "shared", "data");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
