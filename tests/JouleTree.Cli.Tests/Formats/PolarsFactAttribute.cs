using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace JouleTree.Cli.Tests.Formats;

/// <summary>
/// A test that needs Polars, whose readers and writers of Parquet and Arrow are of their own (Rust). It is fetched once from the npm
/// registry, some 30 MB, and skipped where that or Node.js cannot be had, or on another platform than Linux on x64.
/// </summary>
public sealed class PolarsFactAttribute : FactAttribute
{
    private const string Version = "0.25.2";
    private const string Native = "nodejs-polars-linux-x64-gnu";

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"jouletree-polars-{Version}");

    private static readonly Lazy<string?> Missing = new(Fetch);

    public PolarsFactAttribute() => Skip = Missing.Value;

    /// <summary>What a program prints that has Polars as <c>pl</c> and files as <c>fs</c>.</summary>
    /// <param name="program">JavaScript.</param>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static string Run(string program)
    {
        (int code, string output, string error) =
            Start("node", ["-e", $"const pl = require('nodejs-polars'), fs = require('fs'); {program}"], Folder);
        return code == 0 ? output.Trim() : throw new InvalidOperationException(error);
    }

    private static string? Fetch()
    {
        try
        {
            if (Directory.Exists(Path.Combine(Folder, "node_modules", Native)))
                return null;
            string arriving = Directory.CreateTempSubdirectory("jouletree-polars").FullName;
            (int code, _, string error) = Start("npm",
                ["install", "--prefix", arriving, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error",
                "--fetch-retries=1", "--fetch-timeout=30000", $"nodejs-polars@{Version}", $"{Native}@{Version}"], arriving);
            if (code == 0 && !Directory.Exists(Folder))
                Directory.Move(arriving, Folder);
            else
                Directory.Delete(arriving, recursive: true);
            return code == 0 ? null : $"npm cannot fetch Polars: {error.Trim()}";
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return $"there is no npm, or no place for Polars: {error.Message}";
        }
    }

    private static (int Code, string Output, string Error) Start(string program, string[] arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
