using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Programs;

/// <summary>Real programs under the built command: what they read, print and end with is theirs.</summary>
public sealed partial class MeasureCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [LinuxFact]
    public void Measure_ProgramThatForks_CountsItsChildrenAsTheShellDoes()
    {
        const string work = "i=0; while [ $i -lt 150000 ]; do i=$((i+1)); done";
        JsonElement measured = MeasuredProcess.Json(_folder, "--", "bash", "-c",
            $"({work}) & ({work}; ({work})) & wait; times > {_folder.File("times")}");

        // The shell's own account, of itself and of its children: minutes and seconds of user and kernel.
        double expected = Times().Matches(File.ReadAllText(_folder.File("times")))
            .Sum(match => (60 * Number(match, 1)) + Number(match, 2));
        double cpu = measured.GetProperty("cpu_s").GetDouble();
        expected.ShouldBeGreaterThan(0.1);
        cpu.ShouldBe(expected, 0.05 + (0.05 * expected));
        measured.GetProperty("energy_j").GetDouble().ShouldBeInRange(10 * cpu, (10 * cpu) + 1);
        measured.GetProperty("energy_source").GetString().ShouldBe("modelled");
        measured.GetProperty("runs")[0].GetProperty("processes").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        measured.GetProperty("energy_kwh").GetDouble().ShouldBe(measured.GetProperty("energy_j").GetDouble() / 3.6e6, 1e-12);

        static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [LinuxTheory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 5", 5)]
    [InlineData("kill -SEGV $$", 139)]
    [InlineData("kill -KILL $$", 137)]
    public void Measure_WhatTheProgramEndsWith_PassesThrough(string program, int code)
    {
        MeasuredProcess run = MeasuredProcess.Of("--", "sh", "-c", program);

        run.ExitCode.ShouldBe(code);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldContain($"exit code {code}");
        run.Error.ShouldContain("J (modelled)");
    }

    [LinuxFact]
    public void Measure_ProgramThatReadsAPipe_ReadsAllOfIt()
    {
        byte[] bytes = RandomBytes(3_000_000);

        MeasuredProcess run = MeasuredProcess.Of(bytes, "--", "cat");

        run.ExitCode.ShouldBe(0);
        run.Out.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [LinuxFact]
    public void Measure_HugeOutput_ComesWhole() =>
        MeasuredProcess.Of("--", "head", "-c", "50000000", "/dev/zero").Out.Length.ShouldBe(50_000_000);

    [LinuxFact]
    public void Measure_ReaderOfTheOutputGoesAway_TheProgramGetsTheSignal()
    {
        // yes ends by SIGPIPE, as it does without us, and the exit code of the pipe's first part is kept in a file.
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["-c",
            $"(dotnet {CommandProcess.Program} measure --idle none -- yes; echo $? > {_folder.File("code")}) 2> /dev/null | head -n 1"])
        {
            RedirectStandardOutput = true,
        })!;
        shell.StandardOutput.ReadToEnd().ShouldBe("y\n");
        shell.WaitForExit();

        File.ReadAllText(_folder.File("code")).ShouldBe("141\n");
    }

    [LinuxFact]
    public void Measure_Arguments_ReachTheProgramAsTheyAre()
    {
        MeasuredProcess run = MeasuredProcess.Of("--", "printf", "%s|", "@file", "", "a  b", "--help", "-o", "*", "$HOME", "--");

        Encoding.UTF8.GetString(run.Out).ShouldBe("@file||a  b|--help|-o|*|$HOME|--|");
    }

    [LinuxFact]
    public void Measure_ProgramThatCannotStart_EndsAsAShellDoes()
    {
        string text = _folder.Write("text", "echo never\n");
        string orphan = _folder.Write("orphan", "#!/no/such/interpreter\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(orphan, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Ends(127, "no-such-program: command not found", "no-such-program");
        Ends(127, "no such file", "./no-such-program");
        Ends(126, $"{text}: is not executable", text);
        Ends(126, $"{_folder.Path}: is a folder", _folder.Path);
        Ends(126, "the interpreter that its first line names is not there", orphan);

        static void Ends(int code, string message, string program)
        {
            MeasuredProcess run = MeasuredProcess.Of("--", program);
            run.ExitCode.ShouldBe(code);
            run.Error.ShouldStartWith("jouletree: error: ");
            run.Error.ShouldContain(message);
            run.Error.Trim().ShouldNotContain("\n");
        }
    }

    [LinuxTheory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    public void Measure_Signal_GoesToTheProgram_WhichDecides(string signal)
    {
        using Process process = MeasuredProcess.Start(
            "--", "sh", "-c", $"trap 'echo caught; exit 7' {signal}; echo ready; while :; do sleep 0.05; done");
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadLine().ShouldBe("ready");

        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();

        process.StandardOutput.ReadLine().ShouldBe("caught");
        process.WaitForExit();
        process.ExitCode.ShouldBe(7);
        error.Result.ShouldContain("exit code 7");
        error.Result.ShouldContain("J (modelled)");
    }

    [LinuxFact]
    public void Measure_SignalThatEndsTheProgram_IsItsExitCode()
    {
        using Process process = MeasuredProcess.Start("--", "sh", "-c", "echo ready; exec sleep 60");
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadLine().ShouldBe("ready");

        Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();

        process.WaitForExit();
        process.ExitCode.ShouldBe(143);
        error.Result.ShouldContain("exit code 143");
    }

    [LinuxFact]
    public void Measure_ProgramThatLeavesAnotherRunning_SaysSo()
    {
        JsonElement measured = MeasuredProcess.Json(_folder, "--", "bash", "-c", "setsid sleep 20 > /dev/null 2>&1 & sleep 1; echo $!");

        string note = measured.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)
            .Single(note => note.StartsWith("still running when the program ended: ", StringComparison.Ordinal));
        note.ShouldContain("sleep (");
        note.ShouldEndWith("what they use from then on is not in it");
        Process.GetProcessById(int.Parse(Number().Match(note).Value, CultureInfo.InvariantCulture)).Kill();
    }

    [LinuxFact]
    public void Measure_Repeated_GivesIntervals_AndNoRunReadsStandardInput()
    {
        string file = _folder.File("measured.json");
        MeasuredProcess run = MeasuredProcess.Of("text"u8.ToArray(), "--repeat", "5", "--warm-up", "1", "-o", file, "--", "cat");

        run.ExitCode.ShouldBe(0);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldBeEmpty();
        JsonElement measured = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        measured.GetProperty("runs").GetArrayLength().ShouldBe(5);
        measured.GetProperty("time_low_s").GetDouble().ShouldBeLessThanOrEqualTo(measured.GetProperty("time_s").GetDouble());
        measured.GetProperty("energy_level").GetDouble().ShouldBe(0.9375, 1e-9);
        measured.GetProperty("notes").EnumerateArray().Select(note => note.GetString())
            .ShouldContain("standard input was at its end for each run: it cannot be read again");
    }

    [LinuxFact]
    public void Measure_RunThatFails_IsTheLast()
    {
        MeasuredProcess run = MeasuredProcess.Of("--repeat", "5", "--", "false");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("1 of 5 runs: the last ended with 1, and none followed");
    }

    [LinuxFact]
    public void Measure_MeterThatIsNotThere_DoesNotStartTheProgram()
    {
        CommandRun run = CommandRun.Of("measure", "--meter", "emi", "--", "touch", _folder.File("started"));

        run.ExitCode.ShouldBe(ExitCodes.NoMeter);
        File.Exists(_folder.File("started")).ShouldBeFalse();
    }

    [LinuxFact]
    public void Measure_Samples_AreLinesOfTimeThatPasses()
    {
        MeasuredProcess.Of("--samples", _folder.File("samples.csv"), "--every", "50ms", "-q", "--", "sleep", "0.5").Error.ShouldBeEmpty();

        string[][] lines = [.. File.ReadAllLines(_folder.File("samples.csv")).Select(line => line.Split(','))];
        lines[0][..4].ShouldBe(["run", "time_s", "interval_s", "machine_energy_j"]);
        double[] times = [.. lines[1..].Select(line => double.Parse(line[1], CultureInfo.InvariantCulture))];
        times.Length.ShouldBeGreaterThanOrEqualTo(2);
        times.ShouldBeInOrder();
        times[^1].ShouldBeGreaterThanOrEqualTo(0.5);
        lines[1..].ShouldAllBe(line => line[5] == "modelled");
        // One interval begins where the other ends, so that together they hold all of the program.
        lines[1..].Sum(line => double.Parse(line[2], CultureInfo.InvariantCulture)).ShouldBeGreaterThanOrEqualTo(0.5);
    }

    [LinuxFact]
    public void Measure_WithAGrid_GivesGramsOfTheEnergy()
    {
        JsonElement measured = MeasuredProcess.Json(_folder, "--grid", "360", "--", "true");

        measured.GetProperty("co2_g").GetDouble().ShouldBe(measured.GetProperty("energy_j").GetDouble() / 1e4, 1e-12);
        measured.GetProperty("command").EnumerateArray().Select(word => word.GetString()).ShouldBe(["true"]);
    }

    [Theory]
    [InlineData("measure -o - -- true", "-: standard output is the program's; give the file a name")]
    [InlineData("measure --samples - -- true", "-: standard output is the program's; give the file a name")]
    [InlineData("measure --every 10ms -- true", "--every belongs to --samples FILE")]
    [InlineData("measure --idle soon -- true", "--idle soon: expected a positive duration such as 500ms or 2s, or none")]
    [InlineData("measure --grid nowhere -- true", "--grid: 'nowhere' is no grid that is known")]
    [InlineData("measure --repeat 0 -- true", "--repeat 0: expected a whole number of at least 1")]
    [InlineData("measure", "measure needs COMMAND: The program to run and its arguments, behind --")]
    [InlineData("measure ls -l", "there is no option -l; what belongs to the program stands behind --")]
    public void Measure_WrongCommandLine_IsRefused(string commandLine, string message)
    {
        CommandRun run = CommandRun.Of(commandLine.Split(' '));

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(message);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex(@"(\d+)m([\d.]+)s")]
    private static partial Regex Times();

    [GeneratedRegex(@"(?<=\()\d+(?=\))")]
    private static partial Regex Number();
}
