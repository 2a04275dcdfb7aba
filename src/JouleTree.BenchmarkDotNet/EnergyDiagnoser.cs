using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using BenchmarkRunMode = BenchmarkDotNet.Diagnosers.RunMode;

namespace JouleTree.BenchmarkDotNet;

/// <summary>
/// Meters the actual runs of benchmarks from BenchmarkDotNet's own process, whatever process they run in: joules per operation, their
/// error, average watts (docs/benchmarks-energy.md).
/// </summary>
/// <remarks>
/// A power model sees the benchmark's process alone. A counter sees the machine: what it used while it idled, looked at once for two
/// seconds before the first benchmark, is taken off. Not safe for several threads, which BenchmarkDotNet has not.
/// </remarks>
/// <example>
/// <code>
/// IConfig config = DefaultConfig.Instance.AddDiagnoser(new EnergyDiagnoser());
/// BenchmarkRunner.Run&lt;Sums&gt;(config);
/// </code>
/// </example>
#pragma warning disable CA1001 // BenchmarkDotNet disposes of no diagnoser; what runs is closed when its benchmark ends, also in failure.
public sealed class EnergyDiagnoser : IDiagnoser
#pragma warning restore CA1001
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<BenchmarkCase, OperationEnergy> _results = [];
    private readonly Func<Machine, MeterChoice> _open;
    private readonly Machine _machine;
    private MeterDescription? _meter;
    private double? _idleWatts;
    private RunMeter? _run;
    private RunSamples? _ended;

    /// <summary>Meters by the best meter of this machine, or by one that is named.</summary>
    /// <param name="meter">
    /// <c>auto</c>, or a name that <see cref="MeterCatalog.Open(string, MeterOptions?)"/> takes. One that is not there stops the
    /// benchmarks before they run.
    /// </param>
    /// <param name="options">What is said about meters; null for nothing.</param>
    public EnergyDiagnoser(string meter = MeterCatalog.Auto, MeterOptions? options = null)
        : this(machine => MeterCatalog.Of(options ?? new MeterOptions(), machine).Open(meter, options ?? new MeterOptions(), machine),
            Machine.OfThisProcess)
    {
    }

    internal EnergyDiagnoser(Func<Machine, MeterChoice> open, Machine machine)
    {
        _open = open;
        _machine = machine;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Ids => [nameof(EnergyDiagnoser)];

    /// <inheritdoc/>
    public IEnumerable<IExporter> Exporters => [];

    /// <inheritdoc/>
    public IEnumerable<IAnalyser> Analysers => [new EnergyAnalyser(_results)];

    /// <inheritdoc/>
    public BenchmarkRunMode GetRunMode(BenchmarkCase benchmarkCase) => BenchmarkRunMode.NoOverhead;

    /// <inheritdoc/>
    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        switch (signal)
        {
            case HostSignal.BeforeAnythingElse:
                MeasureIdle();
                break;
            case HostSignal.BeforeActualRun:
                _run?.Dispose();
                _run = new RunMeter(_open, _machine, parameters.Process);
                break;
            case HostSignal.AfterActualRun:
                _ended = _run?.End();
                _run = null;
                break;
            case HostSignal.AfterProcessExit:
                // Of a benchmark that failed before its end.
                _run?.Dispose();
                _run = null;
                break;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> ProcessResults(DiagnoserResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (_ended is not { } samples)
            return [];
        _ended = null;
        _meter = samples.Meter;
        long operations = results.Measurements.Where(IsCounted).Sum(measurement => measurement.Operations);
        OperationEnergy energy = OperationEnergy.Of(samples, operations, _idleWatts ?? 0);
        _results[results.BenchmarkCase] = energy;
        return EnergyMetric.Of(energy, samples.Meter);
    }

    /// <inheritdoc/>
    public void DisplayResults(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        if (_meter is not { } meter)
            return;
        string idle = _idleWatts is { } watts ? FormattableString.Invariant($"; {watts:0.0} W of the idle machine are taken off") : "";
        logger.WriteLineInfo($"// Energy {meter.Source.ToName()} by {meter.Name} ({meter.Method}), of {meter.Covers}{idle}");
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters)
    {
        ArgumentNullException.ThrowIfNull(validationParameters);
        try
        {
            using IEnergyMeter meter = _open(_machine).Meter;
            return EnergyValidation.Of(validationParameters.Benchmarks, meter.Description);
        }
        catch (Exception error) when (error is MeterUnavailableException or InputException)
        {
            return [new ValidationError(isCritical: true, $"{nameof(EnergyDiagnoser)}: {error.Message}")];
        }
    }

    private static bool IsCounted(Measurement measurement) =>
        measurement is { IterationMode: IterationMode.Workload, IterationStage: IterationStage.Actual };

    // Once for all benchmarks: each of them waits for its start meanwhile.
    private void MeasureIdle()
    {
        if (_meter is not null)
            return;
        using EnergyMeter meter = new(_open(_machine), _machine);
        _meter = meter.Description;
        if (meter.Description.Source == EnergySource.Modelled)
            return;
        using OpenWindow idle = meter.Begin("idle");
        _machine.Wait(TimeSpan.FromSeconds(Math.Max(IdleTime.TotalSeconds, 10 * meter.Description.UpdateSeconds)));
        EnergyWindow window = idle.End();
        _idleWatts = window.Joules / window.Seconds;
    }
}
