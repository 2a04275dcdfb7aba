using System.Diagnostics;
using JouleTree.Core.Errors;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Fuzzing.Tests;

/// <summary>
/// Every file that the fuzzer starts with, those included that it found before (benchmarks/fuzz.sh), ends in success or in a clear error,
/// within time and memory.
/// </summary>
public sealed class CorpusTests
{
    private const long MaxFileBytes = 20_000;
    private const long MaxCorpusBytes = 1_000_000;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);
    private static readonly string Corpus = Path.Combine(SharedData.Repository, "benchmarks", "fuzz-corpus");

    /// <summary>All targets.</summary>
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [TokenizerLibraryTheory]
    [MemberData(nameof(Targets))]
    public void Run_FilesOfTheCorpus_AreReadOrRefused(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name);
        int read = 0;
        foreach (string path in Directory.GetFiles(Path.Combine(Corpus, name)).Order(StringComparer.Ordinal))
        {
            byte[] file = File.ReadAllBytes(path);
            long started = Stopwatch.GetTimestamp();
            InputException? refusal = Should.NotThrow(() => target.Run(file), path);

            read += refusal is null ? 1 : 0;
            Slowness.OfRun(started, MaxTime, () => target.Run(file)).ShouldBeLessThan(MaxTime, path);
        }

        read.ShouldBeGreaterThan(0, "a fuzzer that starts with damaged files only would find little else");
    }

    [Fact]
    public void Corpus_HasAFolderForEachTarget_AndIsSmall()
    {
        Directory.GetDirectories(Corpus).Select(Path.GetFileName)
            .ShouldBe(FuzzTargets.All.Select(target => target.Name), ignoreOrder: true);
        FileInfo[] files = new DirectoryInfo(Corpus).GetFiles("*", SearchOption.AllDirectories);
        files.Where(file => file.Length > MaxFileBytes).Select(file => file.Name).ShouldBeEmpty();
        files.Sum(file => file.Length).ShouldBeLessThan(MaxCorpusBytes);
    }
}
