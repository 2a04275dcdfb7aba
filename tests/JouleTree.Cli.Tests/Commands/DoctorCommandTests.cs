using System.Text.Json;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    [Fact]
    public void Doctor_Table_ListsMetersEngineAndNoise()
    {
        CommandRun run = CommandRun.Of("doctor", "--watts-per-core", "5");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        foreach (string expected in (string[])["rapl", "nvml", "emi", "cpu-model", "5 W per core", "power-log", "onnxruntime 1.30.0", "steal", "pressure", "frequency"])
            run.Out.ShouldContain(expected);
    }

    [Fact]
    public void Doctor_EngineMissing_SaysWhatToDo()
    {
        CommandRun run = CommandRun.Of("doctor", "--ort-library", "gone.so");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.ShouldContain("gone.so: no such file");
    }

    [Fact]
    public void Doctor_Json_IsOneDocument()
    {
        using JsonDocument document = JsonDocument.Parse(CommandRun.Of("doctor", "--format", "json").Out);

        document.RootElement.GetProperty("meters").GetArrayLength().ShouldBe(4);
        document.RootElement.GetProperty("engine").GetProperty("state").GetString().ShouldBe("ready");
    }
}
