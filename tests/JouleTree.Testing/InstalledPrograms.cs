namespace JouleTree.Testing;

/// <summary>What this machine has of the programs that some tests call; those tests are skipped where it is missing.</summary>
public static class InstalledPrograms
{
    /// <summary>The system's Python, for which the system has packages.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>True where a program is found by its name.</summary>
    /// <param name="name">Such as <c>curl</c>.</param>
    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>True where the system's Python is there, with packages of the system.</summary>
    /// <param name="packages">Such as <c>torch</c>; none for Python alone.</param>
    public static bool HasPython(params string[] packages) => File.Exists(Python)
        && packages.All(package => Directory.Exists(Path.Combine("/usr/lib/python3/dist-packages", package)));
}
