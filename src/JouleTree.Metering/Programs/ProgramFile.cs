namespace JouleTree.Metering.Programs;

/// <summary>Where the program of a command is, as a shell finds it.</summary>
internal static class ProgramFile
{
    /// <summary>Path of a program.</summary>
    /// <param name="command">
    /// The command's first word: a path where it has a slash, else a name in a folder of <paramref name="path"/>.
    /// </param>
    /// <param name="path">Folders, as the variable <c>PATH</c> has them; null for none.</param>
    /// <returns>The path; what was typed on Windows, which looks itself.</returns>
    /// <exception cref="ProgramNotStartedException">There is none, or it must not be executed.</exception>
    public static string Find(string command, string? path)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (OperatingSystem.IsWindows())
            return command;
        if (command.Contains('/', StringComparison.Ordinal))
            return Problem(command) is { } problem ? throw problem : command;
        ProgramNotStartedException? forbidden = null;
        // An empty part of PATH is the folder where one is.
        foreach (string folder in (path ?? "").Split(':').Where(_ => path is not null))
        {
            string file = Path.Combine(folder.Length == 0 ? "." : folder, command);
            if (!File.Exists(file))
                continue;
            if (Problem(file) is not { } reason)
                return file;
            forbidden ??= reason;
        }

        throw forbidden ?? new ProgramNotStartedException(command, "command not found", ProgramNotStartedException.NotFound);
    }

    private static ProgramNotStartedException? Problem(string file)
    {
        if (Directory.Exists(file))
            return new ProgramNotStartedException(file, "is a folder", ProgramNotStartedException.NotExecutable);
        if (!File.Exists(file))
            return new ProgramNotStartedException(file, "no such file", ProgramNotStartedException.NotFound);
        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & executable) != 0
            ? null
            : new ProgramNotStartedException(file, "is not executable", ProgramNotStartedException.NotExecutable);
    }
}

/// <summary>A program did not start.</summary>
/// <param name="program">The program, as it was typed or found.</param>
/// <param name="problem">Why.</param>
/// <param name="exitCode">What a shell ends with in its place.</param>
internal sealed class ProgramNotStartedException(string program, string problem, int exitCode) : Exception($"{program}: {problem}")
{
    /// <summary>It is there and cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary>There is no such program.</summary>
    public const int NotFound = 127;

    /// <summary>What a shell ends with in its place.</summary>
    public int ExitCode { get; } = exitCode;
}
