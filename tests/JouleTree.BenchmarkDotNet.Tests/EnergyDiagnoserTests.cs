using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using BenchmarkDotNet.Validators;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Testing;
using Perfolizer.Horology;
using Shouldly;
using Xunit;

namespace JouleTree.BenchmarkDotNet.Tests;

/// <summary>Real benchmarks in this process, by the power model; those in processes of their own are run from the packages.</summary>
public sealed class EnergyDiagnoserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AccumulationLogger _log = new();

    [Fact]
    public void Run_SeveralJobsAndParameters_HasColumnsInTablesAndFiles()
    {
        Job quick = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)).WithWarmupCount(1);
        Summary summary = Run(new EnergyDiagnoser("cpu-model", new MeterOptions { WattsPerCore = 10 }),
            quick.WithIterationCount(8).WithId("Eight"), quick.WithIterationCount(12).WithId("Twelve"));

        summary.HasCriticalValidationErrors.ShouldBeFalse(_log.GetLog());
        summary.Reports.Length.ShouldBe(8);
        foreach (BenchmarkReport report in summary.Reports)
        {
            double joules = report.Metrics["Energy"].Value;
            // One busy core of 10 W, less what the loop waits between iterations.
            report.Metrics["Power"].Value.ShouldBeInRange(3, 21);
            double seconds = report.ResultStatistics!.Mean / 1e9;
            (joules / seconds / report.Metrics["Power"].Value).ShouldBeInRange(0.7, 4);
            report.Metrics["EnergyError"].Value.ShouldBeGreaterThan(0);
        }

        // An operation is one of the ten, not the call of all.
        double[] once = Joules(summary, nameof(Spins.Once));
        double[] tenfold = Joules(summary, nameof(Spins.Tenfold));
        once.Zip(tenfold).ShouldAllBe(pair => pair.Second / pair.First > 0.3 && pair.Second / pair.First < 3);
        _log.GetLog().ShouldContain("J/op (modelled)");
        _log.GetLog().ShouldContain("// Energy modelled by cpu-model");
        File.ReadAllText(Written("*-report.csv")).ShouldContain("J/op (modelled)");
        File.ReadAllText(Written("*-report-github.md")).ShouldContain("J/op (modelled)");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Written("*-report-full.json")));
        json.RootElement.GetProperty("Benchmarks")[0].GetProperty("Metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("Descriptor").GetProperty("Id").GetString() == "Energy")
            .GetProperty("Value").GetDouble().ShouldBe(summary.Reports[0].Metrics["Energy"].Value, 1e-12);
    }

    [Fact]
    public void Validate_MeterThatIsMissing_StopsAndSaysWhatToDo()
    {
        EnergyDiagnoser diagnoser = new(_ => throw new MeterUnavailableException("rapl", new MeterProbe(false, "no counters", "ask root")),
            Machine.OfThisProcess);

        Summary summary = Run(diagnoser, Job.Dry.WithToolchain(InProcessNoEmitToolchain.Instance));

        summary.HasCriticalValidationErrors.ShouldBeTrue();
        summary.ValidationErrors.ShouldContain(error => error.Message == "EnergyDiagnoser: meter rapl: no counters; ask root");
    }

    [Fact]
    public void Validate_NameOfNoMeter_Stops() =>
        Run(new EnergyDiagnoser("wattmeter"), Job.Dry.WithToolchain(InProcessNoEmitToolchain.Instance))
            .ValidationErrors.ShouldContain(error => error.IsCritical && error.Message.Contains("no meter is called 'wattmeter'"));

    [Fact]
    public void Validate_IterationsShorterThanTheMetersUpdates_Warns()
    {
        ManualClock clock = new();
        EnergyDiagnoser diagnoser = new(
            _ => new MeterChoice(new SyntheticMeter(clock, 10, updateSeconds: 1), "made up"), Machine.OfThisProcess);
        BenchmarkCase[] cases = BenchmarkConverter.TypeToBenchmarks(typeof(Spins), ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithIterationCount(3).WithIterationTime(TimeInterval.FromMilliseconds(200)))).BenchmarksCases;

        ValidationError warning = diagnoser.Validate(new ValidationParameters(cases, ManualConfig.CreateEmpty().CreateImmutableConfig()))
            .ShouldHaveSingleItem();

        warning.IsCritical.ShouldBeFalse();
        warning.Message.ShouldContain("take 0.6 s in all, and synthetic tells something new every 1 s");
    }

    [Fact]
    public void Attribute_SaysMeterAndWatts_IsTheDiagnoserOfAClass()
    {
        IConfig config = new EnergyDiagnoserAttribute { Meter = "cpu-model", WattsPerCore = 7 }.Config;

        config.GetDiagnosers().ShouldHaveSingleItem().ShouldBeOfType<EnergyDiagnoser>().Ids.ShouldBe(["EnergyDiagnoser"]);
    }

    public void Dispose() => _folder.Dispose();

    private string Written(string pattern) =>
        Directory.EnumerateFiles(_folder.Path, pattern, SearchOption.AllDirectories).Single();

    private static double[] Joules(Summary summary, string method) => [.. summary.Reports
        .Where(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method)
        .OrderBy(report => report.BenchmarkCase.Job.Id, StringComparer.Ordinal)
        .ThenBy(report => int.Parse(report.BenchmarkCase.Parameters["Turns"].ToString()!, CultureInfo.InvariantCulture))
        .Select(report => report.Metrics["Energy"].Value)];

    private Summary Run(EnergyDiagnoser diagnoser, params Job[] jobs) => BenchmarkRunner.Run<Spins>(ManualConfig.CreateEmpty()
        .AddJob(jobs).AddDiagnoser(diagnoser).AddLogger(_log).AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(JsonExporter.Full, CsvExporter.Default, MarkdownExporter.GitHub)
        .WithArtifactsPath(_folder.Path).WithOptions(ConfigOptions.DisableOptimizationsValidator));
}
