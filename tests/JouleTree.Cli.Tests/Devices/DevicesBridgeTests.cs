using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Devices;

/// <summary><c>devices bridge</c>: its picture, its rows, and what it refuses.</summary>
public sealed class DevicesBridgeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("time", "measured time of a step [s]")]
    [InlineData("energy", "measured energy of a token [J]")]
    public void Bridge_WithAPicture_DrawsEveryDeployment(string plot, string label)
    {
        string file = _folder.File("bridge.svg");

        CommandRun run = CommandRun.Of("devices", "bridge", "b200-vllm-0.22", Table(), "--plot", plot, "-o", file);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        string svg = File.ReadAllText(file);
        svg.ShouldContain(label);
        svg.ShouldContain("24 deployments");
        svg.ShouldContain("dense, one GPU");
        svg.ShouldContain("dense, several GPUs");
    }

    [Fact]
    public void Bridge_AsRows_HasPartsThatSumToWhatIsTold()
    {
        CommandRun run = CommandRun.Of("devices", "bridge", "b200-vllm-0.22", Table(), "--format", "jsonl");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        JsonElement[] rows =
            [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        rows.Length.ShouldBe(24);
        foreach (JsonElement row in rows)
        {
            Sum(row, "products_s", "attention_s", "experts_s", "moved_s").ShouldBe(Sum(row, "kernels_s"), 1e-9);
            Sum(row, "kernels_s", "launches_s", "requests_s", "beginnings_s", "links_s").ShouldBe(Sum(row, "told_step_s"), 1e-9);
            Sum(row, "kernels_energy_j", "waiting_energy_j").ShouldBe(Sum(row, "told_energy_per_token_j"), 1e-9);
        }
    }

    [Fact]
    public void Bridge_WhenCancelled_SaysNothing()
    {
        CommandRun run = CommandRun.Cancelled("devices", "bridge", "b200-vllm-0.22", Table());

        run.ExitCode.ShouldBe(ExitCodes.Cancelled);
        run.Out.ShouldBeEmpty();
    }

    private string Table() => _folder.Write("b200.csv", InventedDeployments.Table(3, "B200"));

    private static double Sum(JsonElement row, params string[] columns) => columns.Sum(column => row.GetProperty(column).GetDouble());
}
