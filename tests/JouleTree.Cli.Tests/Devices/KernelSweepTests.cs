using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Devices;

/// <summary>The sweep of kernels (benchmarks/kernels) as far as it goes without a card: its shapes, its tables, its errors.</summary>
public sealed class KernelSweepTests : IDisposable
{
    private static readonly string Script = Path.Combine(SharedData.Repository, "benchmarks", "kernels", "sweep.py");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonFact]
    public void DryRun_Tables_MakeAProfileThatTellsThem()
    {
        Sweep("-o", _folder.Path, "--dry-run").ExitCode.ShouldBe(0);
        string[] tables = [_folder.File("gemm.csv"), _folder.File("genattn.csv"), _folder.File("ctxattn.csv")];
        string profile = _folder.File("card.json");

        CommandRun made = CommandRun.Of(
            ["devices", "make", .. tables, "card", profile, "--kind", "kernels", "--describe-software", "dry run"]);

        made.ExitCode.ShouldBe(ExitCodes.Done, made.Error);
        foreach (string kind in (string[])["gemm bfloat16: 35 rows", "gemm fp8, shape left out", "decode bfloat16: 27 rows",
            "prefill bfloat16: 18 rows"])
            made.Out.ShouldContain(kind);
        CommandRun judged = CommandRun.Of("devices", "evaluate", profile, tables[0], "--format", "json");
        judged.ExitCode.ShouldBe(ExitCodes.Done, judged.Error);
        JsonDocument.Parse(judged.Out).RootElement.GetProperty("all").GetProperty("rows").GetInt32().ShouldBe(70);
    }

    [PythonFact]
    public void DryRun_Shapes_AreTheDesign()
    {
        Sweep("-o", _folder.Path, "--dry-run").ExitCode.ShouldBe(0);

        string[][] products = [.. File.ReadLines(_folder.File("gemm.csv")).Skip(1).Select(line => line.Split(','))];
        products.Select(row => (row[3], row[4], row[5], row[6])).Distinct().Count().ShouldBe(2 * 7 * 5);
        products.ShouldAllBe(row => row[2] == "invented" && row[0] == "dry run");
        // Cold ones are those whose weights fit into 50 MiB: three pairs of widths at four numbers of rows, in two types.
        File.ReadLines(_folder.File("gemm_cold.csv")).Skip(1).Count().ShouldBe(2 * 3 * 4);
        File.ReadLines(_folder.File("elementwise.csv")).Skip(1).Count().ShouldBe(5 * 3);
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(_folder.File("sweep.json")));
        int kernels = summary.RootElement.GetProperty("kernels").GetInt32();
        double seconds = summary.RootElement.GetProperty("seconds_a_kernel").GetDouble();
        (kernels * seconds).ShouldBeInRange(200, 240, "seconds: four minutes, operands made within");
        seconds.ShouldBeGreaterThan(1);
    }

    [PythonFact]
    public void DryRun_Seed_DrawsTheOrderAndNothingElse()
    {
        string[][] rows = [.. ((string[])["1", "1", "2"]).Select((seed, run) =>
        {
            string folder = _folder.File(run.ToString(CultureInfo.InvariantCulture));
            Sweep("-o", folder, "--dry-run", "--seed", seed).ExitCode.ShouldBe(0);
            return File.ReadAllLines(Path.Combine(folder, "gemm.csv"));
        })];

        rows[1].ShouldBe(rows[0]);
        rows[2].ShouldNotBe(rows[0]);
        rows[2].Order().ShouldBe(rows[0].Order());
    }

    [PythonTheory]
    [InlineData("expected 0.5 to 60", "--minutes", "0.1")]
    [InlineData("'soon' is no number", "--minutes", "soon")]
    [InlineData("-1 is out of range", "--gpu", "-1")]
    [InlineData("required: -o/--output")]
    public void Arguments_ThatAreWrong_AreNamed(string message, params string[] words)
    {
        (int code, string error) = Sweep([.. words.Length == 0 ? [] : (string[])["-o", _folder.File("rows"), "--dry-run"], .. words]);

        code.ShouldBe(2);
        error.ShouldContain(message);
        Directory.Exists(_folder.File("rows")).ShouldBeFalse("nothing is written");
    }

    private static (int ExitCode, string Error) Sweep(params string[] words)
    {
        using Process python = Process.Start(new ProcessStartInfo(InstalledPrograms.Python, ["-B", Script, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = python.StandardError.ReadToEndAsync();
        python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, error.GetAwaiter().GetResult());
    }
}

/// <summary>A test that needs Python, without any package; skipped without it.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    /// <summary>Why tests that need it are skipped; null where it is there.</summary>
    public static string? Missing { get; } = InstalledPrograms.HasPython()
        ? null
        : $"there is no {InstalledPrograms.Python}: apt-get install python3";

    public PythonFactAttribute() => Skip = Missing;
}

/// <summary>Tests that need Python, without any package; skipped without it.</summary>
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = PythonFactAttribute.Missing;
}
