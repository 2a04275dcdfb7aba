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

    /// <summary>Runs a program to its end, without input.</summary>
    /// <param name="program">Path of the program.</param>
    /// <param name="args">Its arguments.</param>
    public static CommandRun Run(string program, string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandRun(process.ExitCode, output, error.GetAwaiter().GetResult());
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
