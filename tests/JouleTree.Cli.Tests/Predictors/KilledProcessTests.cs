using System.Diagnostics;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Predictors;

/// <summary>Whenever a process dies, its output is the old file or the new one, whole.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_KilledAtAnyMoment_LeavesTheOldOrTheNewFileWhole()
    {
        string data = Enumerable.Range(0, 300).SelectMany(_ => TestTrees.Campaign()).WriteTo(_folder.File("data.jsonl"));
        CommandRun.Of("train", data, _folder.File("model")).ExitCode.ShouldBe(0);
        string output = _folder.Write("out.jsonl", "old");
        Random random = new(1);
        int unfinished = 0;
        for (int attempt = 0; attempt < 12; attempt++)
        {
            using Process process = CommandProcess.Start("predict", data, output, _folder.File("model"));
            process.WaitForExit(random.Next(100, 600));
            process.Kill();
            process.WaitForExit();
            if (File.ReadAllText(output) == "old")
                unfinished++;
            else
                TreeReader.Read(output).Count().ShouldBe(4500);
        }

        unfinished.ShouldBeGreaterThan(0, "no process was killed before its end, so nothing was tested");
    }
}
