using BenchmarkDotNet.Attributes;
using JouleTree.Metering;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Rapl;

namespace JouleTree.Benchmarks;

/// <summary>What a window costs beside the two readings of its meter, and what opening a meter costs.</summary>
[MemoryDiagnoser]
public class WindowBenchmarks : IDisposable
{
    private readonly double?[] _counters = new double?[8];
    private string _folder = "";
    private CounterMeter _bare = null!;
    private EnergyMeter _meter = null!;

    /// <summary>The power model of this process; counters of two sockets as files, in a folder that stands in for the kernel's.</summary>
    [Params("cpu-model", "files of rapl")]
    public string Meter { get; set; } = "";

    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("windows").FullName;
        foreach (string id in (string[])["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:1", "intel-rapl:1:0"])
        {
            string zone = Directory.CreateDirectory(Path.Combine(_folder, id)).FullName;
            File.WriteAllText(Path.Combine(zone, "name"), id.Length > "intel-rapl:0".Length ? "dram" : $"package-{id[^1]}");
            File.WriteAllText(Path.Combine(zone, "max_energy_range_uj"), "262143328850");
            File.WriteAllText(Path.Combine(zone, "energy_uj"), "1000000");
        }

        _bare = (CounterMeter)OpenMeter();
        _meter = new EnergyMeter(new MeterChoice(OpenMeter(), "benchmark"), Machine.OfThisProcess);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _meter.Dispose();
        _bare.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public long TwoReadings() => _bare.Read(_counters) + _bare.Read(_counters);

    [Benchmark]
    public void Window() => _meter.Begin("window").Dispose();

    [Benchmark]
    public EnergyWindow WindowWithItsEnergy() => _meter.Begin("window").End();

    [Benchmark]
    public void OpenAndClose()
    {
        if (Meter == "cpu-model")
            EnergyMeter.Open().Dispose();
        else
            new EnergyMeter(new MeterChoice(OpenMeter(), "benchmark"), Machine.OfThisProcess).Dispose();
    }

    private IEnergyMeter OpenMeter() => Meter == "cpu-model"
        ? MeterCatalog.OfThisMachine().Open("cpu-model").Meter
        : new RaplSource(new PowercapFolder(_folder), TimeProvider.System).Open();
}
