using System.Diagnostics;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Cli.Tests.Formats;

/// <summary>
/// A test that needs pandas with pyarrow, by which pandas reads Parquet and Arrow (python3-pandas and, in Debians that have it,
/// python3-pyarrow); skipped without them.
/// </summary>
public sealed class PandasFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsThere = new(() => InstalledPrograms.HasPython() && Run("import pandas, pyarrow") is not null);

    public PandasFactAttribute()
    {
        if (!IsThere.Value)
            Skip = "pandas or pyarrow is not installed: apt-get install python3-pandas python3-pyarrow, where Debian has the latter";
    }

    /// <summary>What a program prints; null where it fails.</summary>
    /// <param name="program">The program.</param>
    public static string? Run(string program)
    {
        using Process python = Process.Start(new ProcessStartInfo(InstalledPrograms.Python, ["-c", program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? output.Trim() : null;
    }
}
