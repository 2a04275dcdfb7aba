using JouleTree.Cli.Measuring;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Measuring;

/// <summary>What becomes of a profile whose process dies, with shells in its place.</summary>
public sealed class ProviderSupervisorTests
{
    private const string Says = "printf 'opening root.encoder' > \"$JOULETREE_PROVIDER_FOLDER/doing\"; ";

    [LinuxTheory]
    [InlineData("exit 0", ExitCodes.Done)]
    [InlineData("exit 1", ExitCodes.Usage)]
    [InlineData("exit 3", ExitCodes.NoMeter)]
    [InlineData("exit 130", ExitCodes.Cancelled)]
    public void Run_ProcessThatEndsByItself_ToldEverything(string script, int code)
    {
        ProviderOutcome outcome = Run(script);

        outcome.ExitCode.ShouldBe(code);
        outcome.Failure.ShouldBeNull();
    }

    [LinuxTheory]
    [InlineData("kill -SEGV $$", "SIGSEGV")]
    [InlineData("kill -ABRT $$", "SIGABRT")]
    [InlineData("kill -KILL $$", "SIGKILL")]
    [InlineData("exit 77", "exit code 77")]
    public void Run_ProcessThatDies_IsOneMessageWithTheCauseAndWhatItDid(string end, string cause)
    {
        ProviderOutcome outcome = Run(Says + end);

        outcome.ExitCode.ShouldBe(ExitCodes.Failed);
        outcome.Kept.ShouldBeNull();
        outcome.Failure.ShouldBe($"the provider ended the process ({cause}) during: opening root.encoder; nothing was measured before");
    }

    [LinuxFact]
    public void Run_ProcessThatHangs_IsEndedAfterTheTime()
    {
        ProviderOutcome outcome = Run(Says + "sleep 600", TimeSpan.FromSeconds(0.5));

        outcome.ExitCode.ShouldBe(ExitCodes.Failed);
        outcome.Failure!.ShouldStartWith("the provider did nothing for 0.5 s and was ended during: opening root.encoder");
    }

    [LinuxFact]
    public void Run_ProcessThatTellsThatItWorks_IsLeftAlone() => Run(
        "for i in 1 2 3 4 5 6 7 8 9 10; do printf $i > \"$JOULETREE_PROVIDER_FOLDER/doing\"; sleep 0.2; done; exit 0",
        TimeSpan.FromSeconds(1.5)).ExitCode.ShouldBe(ExitCodes.Done);

    [LinuxFact]
    public void Run_ProcessThatDiesAfterItToldEverything_IsDone()
    {
        // A provider may crash when the process ends, after everything was written.
        ProviderOutcome outcome = Run("printf 0 > \"$JOULETREE_PROVIDER_FOLDER/end\"; kill -SEGV $$");

        outcome.ExitCode.ShouldBe(ExitCodes.Done);
        outcome.Failure.ShouldBeNull();
    }

    [LinuxFact]
    public void Run_TreeSoFar_IsKeptAndSaysWhyItEnds()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("tree.jsonl");
        CommandRun.Of("profile", "bert-base-uncased", "--config", SmallBert(folder), "--seq-len", "8", "--rounds", "1", "--warm-up", "0",
            "--level", "model", "--meter", "cpu-model", "--quiet", "--history", "none", "-o", file).ExitCode.ShouldBe(ExitCodes.Done);

        ProviderOutcome outcome = Run($"cp '{file}' \"$JOULETREE_PROVIDER_FOLDER/kept.jsonl\"; kill -SEGV $$");

        ModelTree kept = outcome.Kept.ShouldNotBeNull();
        kept.Root.Seconds.ShouldNotBeNull();
        kept.Details!.Meter!.Properties!["interruption"].ShouldContain("SIGSEGV");
        outcome.Failure!.ShouldEndWith("what was measured before is kept");
    }

    internal static string SmallBert(TemporaryFolder folder)
    {
        string path = folder.File("config.json");
        File.WriteAllText(path, """
            {"model_type":"bert","hidden_size":32,"num_hidden_layers":2,"num_attention_heads":2,"intermediate_size":64,"vocab_size":50,
             "max_position_embeddings":64,"type_vocab_size":2,"hidden_act":"gelu"}
            """);
        return path;
    }

    private static ProviderOutcome Run(string script, TimeSpan? silence = null) =>
        ProviderSupervisor.Run(["/bin/sh", "-c", script], silence ?? TimeSpan.FromMinutes(1), TimeProvider.System);
}
