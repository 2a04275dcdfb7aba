using System.Diagnostics;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Packages.Tests;

/// <summary>Programs run as a user runs them.</summary>
internal static class Tool
{
    // Long for the largest of them, on a machine that is busy.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Folder into which packages are unpacked for builds of this user.</summary>
    public static string PackagesOfThisUser { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs the SDK.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="args">Its arguments.</param>
    public static ToolRun Dotnet(string folder, params string[] args) => Run(folder, "dotnet", args);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="program">Path, or a name that is looked up.</param>
    /// <param name="args">Its arguments.</param>
    public static ToolRun Run(string folder, string program, params string[] args)
    {
        using Process process = Process.Start(Start(folder, program, args))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', args)} does not end");
        }

        return new ToolRun($"{program} {string.Join(' ', args)}", process.ExitCode, output.Result, error.Result);
    }

    /// <summary>How a program is started: without what the runner of the tests set up for its own SDK, and without Node.js.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="program">Path, or a name that is looked up.</param>
    /// <param name="args">Its arguments.</param>
    public static ProcessStartInfo Start(string folder, string program, params string[] args)
    {
        ProcessStartInfo start = new(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheRunner).ToArray())
            start.Environment.Remove(name);
        // Away from the repository, the folder's own nuget.config says where packages are unpacked: this name would win over it.
        if (folder != SharedData.Repository)
            start.Environment.Remove("NUGET_PACKAGES");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }

    private static bool IsOfTheRunner(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name is "DOTNET_HOST_PATH" or "DOTNET_CLI_TEST_SDK_RESOLVER_PATH";
}

/// <summary>How a program ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolRun(string Command, int ExitCode, string Out, string Error)
{
    /// <summary>Fails, with what was said, where it did not end well.</summary>
    public ToolRun ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"{Command}\n{Out}\n{Error}");
        return this;
    }
}
