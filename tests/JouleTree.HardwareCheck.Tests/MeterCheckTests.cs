using System.Text.Json;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.HardwareCheck.Tests;

public sealed class MeterCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // On whatever meters the machine has, and at least on the power model. No figure is looked at: how busy the machine is, nobody knows.
    [Theory]
    [InlineData("cpu", "products on")]
    [InlineData("engine", "onnxruntime")]
    public void Run_Short_WritesWhatItFound(string load, string name)
    {
        string file = _folder.File("check.json");
        StringWriter errors = new();

        int code = CheckCommand.Run(["--short", "--load", load, "-o", file], TextWriter.Null, errors);

        code.ShouldBe(0, errors.ToString());
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = report.RootElement;
        root.GetProperty("is_short").GetBoolean().ShouldBeTrue();
        root.GetProperty("load").GetString().ShouldStartWith(name);
        root.GetProperty("doctor").EnumerateArray().ShouldContain(meter => meter.GetProperty("name").GetString() == "cpu-model");
        JsonElement[] phases = [.. root.GetProperty("phases").EnumerateArray()];
        phases.Length.ShouldBe(4);
        phases[0].GetProperty("operations").GetDouble().ShouldBe(0);
        foreach (JsonElement phase in phases[1..])
        {
            phase.GetProperty("operations").GetDouble().ShouldBeGreaterThan(0);
            phase.GetProperty("meters").GetProperty("cpu-model").GetProperty("joules").GetDouble().ShouldBeGreaterThan(0);
        }

        root.GetProperty("step_responses").GetProperty("cpu-model").GetProperty("refresh_seconds").GetDouble().ShouldBeGreaterThan(0);
        root.GetProperty("checks").EnumerateArray()
            .ShouldContain(check => check.GetProperty("what").GetString()!.StartsWith("cpu-model: idle power", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--loud")]
    [InlineData("-o")]
    [InlineData("--load", "steam")]
    public void Run_WrongArguments_AreNamed(params string[] words)
    {
        StringWriter errors = new();

        CheckCommand.Run(words, TextWriter.Null, errors).ShouldBe(1);

        errors.ToString().ShouldContain($"'{words[0]}' is not understood");
    }

    [Theory]
    [InlineData(1000, 1030, 51, true)] // 51 W in 20 s are 1,020 J.
    [InlineData(1000, 1070, 51, false)]
    [InlineData(1000, 1000, 60, false)]
    public void Checks_MetersOfOneCard_AgreeWithinTheirBounds(double counter, double power, double smiWatts, bool isWithin)
    {
        Phase idle = new("idle", 0, 20, Counts(100, 100), 5);
        Phase load = new("load", 1e12, 20, Counts(counter, power), smiWatts);
        Dictionary<string, MeterDescription> meters = new()
        {
            ["nvml"] = Card("nvml"),
            ["nvml:power"] = Card("nvml:power"),
            ["rapl"] = Card("rapl") with { Parts = ["processors"] },
        };

        Check[] checks = [.. MeterCheck.Checks([idle, load], meters)];

        checks.Where(check => check.What.StartsWith("load:", StringComparison.Ordinal)).Select(check => check.What).ShouldBe(
            ["load: nvml:power over nvml", "load: nvidia-smi's watts times seconds over nvml"]);
        checks.All(check => check.IsWithin != false).ShouldBe(isWithin);
        Check alone = checks.Single(check => check.What.StartsWith("rapl:", StringComparison.Ordinal));
        alone.Value!.Value.ShouldBe(0.1, 1e-12);
    }

    [Theory]
    [InlineData("301.55", 301.55)]
    [InlineData(" 75.2 ", 75.2)]
    [InlineData("[N/A]", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_LineOfNvidiaSmi_IsWattsOrNothing(string? line, double? watts) => SmiPower.Parse(line).ShouldBe(watts);

    [Fact]
    public void Multiply_Matrices_AreTheirProduct()
    {
        const int Side = 37; // No multiple of a vector.
        float[] left = [.. Enumerable.Range(0, Side * Side).Select(index => (float)((index % 7) - 3))];
        float[] right = [.. Enumerable.Range(0, Side * Side).Select(index => (float)((index % 5) - 2))];
        float[] product = new float[Side * Side];

        ProcessorLoad.Multiply(left, right, product, Side);

        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
                product[(row * Side) + column].ShouldBe(
                    Enumerable.Range(0, Side).Sum(inner => left[(row * Side) + inner] * right[(inner * Side) + column]));
        }
    }

    private static Dictionary<string, Counted> Counts(double counter, double power) => new()
    {
        ["nvml"] = new Counted(counter, counter / 20, null),
        ["nvml:power"] = new Counted(power, power / 20, null),
        ["rapl"] = new Counted(counter, counter / 20, null),
    };

    private static MeterDescription Card(string name) => new()
    {
        Name = name,
        Source = EnergySource.Measured,
        Method = "",
        ResolutionJoules = 0,
        UpdateSeconds = 0.1,
        Parts = ["gpu 0000:c1:00.0"],
    };
}
