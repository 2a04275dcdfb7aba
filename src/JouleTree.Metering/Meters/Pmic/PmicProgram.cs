using System.ComponentModel;
using System.Diagnostics;

namespace JouleTree.Metering.Meters.Pmic;

/// <summary>Runs <c>vcgencmd pmic_read_adc</c>, without a shell.</summary>
internal static class PmicProgram
{
    private const string Program = "vcgencmd";
    private const string Argument = "pmic_read_adc";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What it prints; null where there is no such program.</summary>
    /// <exception cref="IOException">It failed, or did not end within 5 s.</exception>
    public static string? Read()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Program, [Argument])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                throw new IOException($"{Program} did not end within {Patience.TotalSeconds:0} s");
            }

            return process.ExitCode == 0
                ? output.GetAwaiter().GetResult()
                : throw new IOException($"{Program} failed with code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
