using System.Diagnostics;
using JouleTree.Metering;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.BenchmarkDotNet;

/// <summary>Meters a benchmark while it runs, in pieces, so that its energy has an error. Safe for its own timer and one caller.</summary>
internal sealed class RunMeter : IDisposable
{
    // A reading takes some 20 µs of another core; twenty pieces are a second.
    private static readonly TimeSpan ShortestPiece = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<EnergyWindow> _windows = [];
    private readonly EnergyMeter _meter;
    private readonly ITimer _timer;
    private OpenWindow _window;
    private bool _hasEnded;

    /// <summary>Begins.</summary>
    /// <param name="open">Opens the meter on a machine whose process is what a power model covers.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="process">The process that the benchmark runs in.</param>
    public RunMeter(Func<Machine, MeterChoice> open, Machine machine, Process process)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(process);
        _meter = new EnergyMeter(
            open(machine.With(process.Id == Environment.ProcessId
                ? ProcessUsage.OfThisProcess
                : ProcessUsage.OfProcess(machine.Root, process.Id))),
            machine);
        TimeSpan piece = TimeSpan.FromSeconds(Math.Max(ShortestPiece.TotalSeconds, 4 * _meter.Description.UpdateSeconds));
        _window = _meter.Begin("benchmark");
        _timer = machine.Clock.CreateTimer(_ => Next(), null, piece, piece);
    }

    /// <summary>Ends, and tells what was counted.</summary>
    public RunSamples End()
    {
        lock (_lock)
        {
            if (!_hasEnded)
                _windows.Add(_window.End());
            _hasEnded = true;
        }

        RunSamples samples = new(_meter.Description, _windows);
        Dispose();
        return samples;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _hasEnded = true;
        _timer.Dispose();
        _meter.Dispose();
    }

    private void Next()
    {
        lock (_lock)
        {
            if (_hasEnded)
                return;
            (EnergyWindow piece, _window) = _window.Turn();
            _windows.Add(piece);
        }
    }
}
