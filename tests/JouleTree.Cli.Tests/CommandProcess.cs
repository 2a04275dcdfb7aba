using System.Diagnostics;

namespace JouleTree.Cli.Tests;

/// <summary>The built command as a process of its own.</summary>
internal static class CommandProcess
{
    /// <summary>Path of the built command.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "jouletree.dll");

    /// <summary>Starts the command; its output is thrown away.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    public static Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Starts the command with its three streams in the caller's hands.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    public static Process Open(params string[] args) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. args])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
