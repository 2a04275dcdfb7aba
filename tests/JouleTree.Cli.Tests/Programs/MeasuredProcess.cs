using System.Diagnostics;
using System.Text.Json;
using JouleTree.Testing;

namespace JouleTree.Cli.Tests.Programs;

/// <summary>A real <c>jouletree measure</c> of a real program, and what came out of its streams.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Out">Bytes of standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record MeasuredProcess(int ExitCode, byte[] Out, string Error)
{
    // A model, so that every machine gives an energy, and no idle time, so that tests are short.
    private static readonly string[] Usual = ["measure", "--meter", "cpu-model", "--watts-per-core", "10", "--idle", "none"];

    /// <summary>Runs it.</summary>
    /// <param name="input">What comes from its standard input.</param>
    /// <param name="args">Options, two dashes and the program.</param>
    public static MeasuredProcess Of(byte[] input, params string[] args)
    {
        using Process process = Start(args);
        Task<string> error = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        reading.Wait();
        process.WaitForExit();
        return new MeasuredProcess(process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Runs it without input.</summary>
    /// <param name="args">Options, two dashes and the program.</param>
    public static MeasuredProcess Of(params string[] args) => Of([], args);

    /// <summary>Runs it and reads what it writes into a JSON file.</summary>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="args">Options, two dashes and the program.</param>
    public static JsonElement Json(TemporaryFolder folder, params string[] args)
    {
        string file = folder.File("measured.json");
        Of(["-o", file, .. args]);
        return JsonDocument.Parse(File.ReadAllText(file)).RootElement;
    }

    /// <summary>Starts it.</summary>
    /// <param name="args">Options, two dashes and the program.</param>
    public static Process Start(params string[] args) => CommandProcess.Open([.. Usual, .. args]);
}
