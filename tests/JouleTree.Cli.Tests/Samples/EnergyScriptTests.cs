using System.Diagnostics;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Cli.Tests.Samples;

/// <summary>The script of samples/ci on a repository of two revisions, as a workflow runs it.</summary>
public sealed class EnergyScriptTests : IDisposable
{
    private const string Model = "google/bert_uncased_L-2_H-128_A-2";

    private static readonly string Script = Path.Combine(SharedData.Repository, "samples", "ci", "energy.sh");

    private readonly TemporaryFolder _folder = new();
    private string _above = "20%";

    [LinuxFact]
    public void TwoRevisions_SecondFourTimesAsDeep_CommentsTheTableAndFails()
    {
        Git("init", "--quiet", "--initial-branch", "main");
        Commit("num_hidden_layers=2");
        Commit("num_hidden_layers=8");

        (int code, string error) = Run("HEAD~1", "HEAD", "model.onnx", "--watts-per-core", "10", "--history", "none");

        code.ShouldBe(4, error);
        string comment = File.ReadAllText(_folder.File("out/energy.md"));
        comment.ShouldStartWith("### :warning: Energy of `model.onnx`: more than 20% above HEAD~1\n\n```\nA: ");
        comment.ShouldContain("energy_j");
        comment.ShouldMatch(@"root +=  *Model .*\(\+\d+\.\d %\)");
        Directory.GetFiles(_folder.File("out")).Select(file => Path.GetFileName(file))
            .ShouldBe(["energy.base.jsonl", "energy.head.jsonl", "energy.md"], ignoreOrder: true);
        Git("worktree", "list").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
    }

    [LinuxFact]
    public void TwoRevisions_OfOneModel_AreWithinTheBudget()
    {
        Git("init", "--quiet", "--initial-branch", "main");
        Commit("num_hidden_layers=2");
        Git("commit", "--quiet", "--allow-empty", "-m", "nothing changed");

        // Two runs on a machine that is busy with other tests differ by a lot, and not by a factor of a hundred.
        _above = "10000%";
        (int code, string error) = Run("HEAD~1", "HEAD", "model.onnx", "--watts-per-core", "10", "--history", "none");

        code.ShouldBe(0, error);
        File.ReadAllText(_folder.File("out/energy.md")).ShouldStartWith("### Energy of `model.onnx`: within 10000% of HEAD~1\n\n```\nA: ");
    }

    [LinuxFact]
    public void RevisionWithoutTheModel_SaysWhich()
    {
        Git("init", "--quiet", "--initial-branch", "main");
        Git("commit", "--quiet", "--allow-empty", "-m", "empty");
        Commit("num_hidden_layers=2");

        (int code, string error) = Run("HEAD~1", "HEAD", "model.onnx");

        code.ShouldBe(2);
        error.ShouldContain("HEAD~1 has no model.onnx");
    }

    public void Dispose() => _folder.Dispose();

    private void Commit(string change)
    {
        CommandRun.Of("inspect", Model, "--seq-len", "16", "--set", change, "--export", _folder.File("model.onnx")).ExitCode.ShouldBe(0);
        Git("add", "model.onnx");
        Git("commit", "--quiet", "-m", change);
    }

    private string Git(params string[] args)
    {
        (int code, string output, string error) = Start("git",
            ["-c", "user.name=somebody", "-c", "user.email=somebody@localhost", "-c", "commit.gpgsign=false", .. args]);
        code.ShouldBe(0, error);
        return output;
    }

    private (int Code, string Error) Run(params string[] args)
    {
        (int code, string output, string error) = Start("bash", [Script, .. args]);
        return (code, output + error);
    }

    private (int Code, string Output, string Error) Start(string program, string[] args)
    {
        ProcessStartInfo start = new(program, args)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JOULETREE"] = $"dotnet {CommandProcess.Program}";
        start.Environment["ENERGY_BUDGET"] = "2s";
        start.Environment["ENERGY_FAIL_ABOVE"] = _above;
        start.Environment["ENERGY_OUT"] = _folder.File("out");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
