using System.Globalization;
using System.Text.Json;
using JouleTree.Metering;
using JouleTree.Metering.Catalog;
using JouleTree.Samples;
using JouleTree.Testing;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests;

/// <summary>The sample service under load, scraped as Prometheus does: what it exports is what the meter counted.</summary>
public sealed class EnergyServiceTests
{
    private const int Requests = 400;
    private const double WattsPerCore = 10;

    private static readonly string Model = Path.Combine(
        SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Onnx", "Models", "Faults", "shared.onnx");

    [Fact]
    public async Task Metrics_UnderLoad_SumToWhatTheMeterCounted()
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using EnergyMeter meter = EnergyMeter.Open("cpu-model", new MeterOptions { WattsPerCore = WattsPerCore });
        await using WebApplication service = EnergyService.Build(
            Model, meter, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
        await service.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(service.Urls.Single()) };

        double answered = 0;
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, cancellation) =>
        {
            using HttpResponseMessage response = await client.PostAsync("/answer", null, cancellation);
            using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
            double joules = answer.RootElement.GetProperty("joules").GetDouble();
            double seen, next;
            do
            {
                seen = answered;
                next = seen + joules;
            }
            while (Interlocked.CompareExchange(ref answered, next, seen) != seen);
        });
        string text = await client.GetStringAsync("/metrics");
        TimeSpan used = Environment.CpuUsage.TotalTime - before;

        // Requests share what was used while several were answered: their sum is that of the window's counter, both ways.
        Sum(text, "jouletree_energy_joules_total", "jouletree_window=\"answer\"").ShouldBe(answered, 1e-6 * answered);
        Sum(text, "service_request_energy_joules_sum", "").ShouldBe(answered, 1e-6 * answered);
        Sum(text, "service_request_energy_joules_count", "").ShouldBe(Requests);
        // All that was counted, in requests and beside them, is processor time times watts, and what memory takes by the model.
        double all = Sum(text, "jouletree_energy_joules_total", "jouletree_meter=\"cpu-model\"");
        all.ShouldBeInRange(answered, used.TotalSeconds * WattsPerCore * 1.5);
        all.ShouldBeGreaterThan(used.TotalSeconds * WattsPerCore * 0.3);
        text.ShouldContain("jouletree_source=\"modelled\"");
        text.ShouldContain("jouletree_power_watts{");
        await service.StopAsync();
    }

    private static double Sum(string text, string name, string tag) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(tag, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}
