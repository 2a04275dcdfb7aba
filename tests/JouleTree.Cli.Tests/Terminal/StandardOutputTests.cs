using System.Diagnostics;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Terminal;

public sealed class StandardOutputTests
{
    [Fact]
    public async Task Sweep_ReaderThatGoesAway_EndsEarlyAndSilently()
    {
        using Process process = Start(
            "dotnet", [CommandProcess.Program, "sweep", "bert-base-uncased", "-b", "1:60", "-s", "8:512:8", "--format", "csv"]);
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("device,model");
        process.StandardOutput.Close();

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(ExitCodes.Done);
        // A sweep that came to its end would remark here how many of its workloads lie outside the training range.
        error.ShouldBeEmpty();
    }

    [LinuxFact]
    public async Task Inspect_FullDisk_FailsAndSaysSo()
    {
        using Process process = Start("sh", ["-c", "exec dotnet \"$0\" inspect --list > /dev/full", CommandProcess.Program]);

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(ExitCodes.Failed);
        error.ShouldContain("the output cannot be written");
    }

    // Errors after the output in the same file, both whole: the two share its position.
    [LinuxFact]
    public async Task Inspect_OutputAndErrorsInOneFile_KeepsBoth()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("both.txt");
        using Process process = Start(
            "sh", ["-c", "{ dotnet \"$0\" inspect --list; dotnet \"$0\" inspect no-such-model; } > \"$1\" 2>&1", CommandProcess.Program,
            file]);

        await process.WaitForExitAsync();

        string text = await File.ReadAllTextAsync(file);
        text.ShouldStartWith("family ");
        text.ShouldContain("bert-base-uncased");
        text.ShouldContain("no-such-model");
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
