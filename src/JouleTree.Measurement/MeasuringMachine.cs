using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.OnnxRuntime;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Models;

namespace JouleTree.Measurement;

/// <summary>
/// This machine with a meter and ONNX Runtime: what runs a network, module by module, and says what each costs. Not thread-safe; two at a
/// time disturb each other.
/// </summary>
/// <example>
/// <code>
/// using MeasuringMachine machine = MeasuringMachine.Open();
/// MeasuredModel measured = machine.Measure(ModelSource.Open("model.onnx"), new Workload { BatchSize = 1 });
/// Console.WriteLine($"{measured.Joules} J ({measured.Low} to {measured.High}), {measured.Seconds} s, {machine.Meter.Name}");
/// </code>
/// </example>
public sealed class MeasuringMachine : IDisposable
{
    private readonly IEnergyMeter _meter;

    /// <summary>A machine made of parts, which belong to it from then on.</summary>
    /// <param name="choice">The meter.</param>
    /// <param name="engine">What runs networks.</param>
    /// <param name="machine">Counters and clock.</param>
    internal MeasuringMachine(MeterChoice choice, IInferenceEngine engine, Machine machine)
    {
        _meter = choice.Meter;
        MeterReason = choice.Reason;
        Engine = engine;
        Machine = machine;
    }

    /// <summary>What meters the energy: its name, whether it measures or models, how finely.</summary>
    public MeterDescription Meter => _meter.Description;

    /// <summary>Why it is this meter.</summary>
    public string MeterReason { get; }

    /// <summary>What runs networks.</summary>
    internal IInferenceEngine Engine { get; }

    /// <summary>Counters and clock.</summary>
    internal Machine Machine { get; }

    /// <summary>Opens the meter and the engine.</summary>
    /// <param name="meter">
    /// <c>auto</c> for the best there is, or a name that <see cref="MeterCatalog.Open(string, MeterOptions?)"/> takes.
    /// </param>
    /// <param name="options">What is said about meters; null for nothing.</param>
    /// <param name="engineLibrary">Path of ONNX Runtime's library; null for the one that came with the program.</param>
    /// <exception cref="MeterUnavailableException">The meter named is not available; nothing else is tried.</exception>
    /// <exception cref="InputException">There is no meter of that name, or no engine.</exception>
    public static MeasuringMachine Open(string meter = MeterCatalog.Auto, MeterOptions? options = null, string? engineLibrary = null)
    {
        options ??= new MeterOptions();
        return Open(MeterCatalog.OfThisMachine(options).Open(meter, options), engineLibrary, Machine.OfThisProcess);
    }

    /// <summary>Measures a network, module by module: each part is run alone on the inputs that it has in the whole.</summary>
    /// <param name="model">The network: an <c>.onnx</c> file, or an architecture, which gets seeded weights.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <exception cref="InputException">
    /// The model cannot take the workload, weights are missing, it does not fit into memory, or the engine rejects it or fails.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MeasuredModel Measure(
        ModelSource model, Workload workload, MeasureOptions? options = null, CancellationToken cancellation = default) =>
        new(Profile(model, workload, null, (options ?? new MeasureOptions()).ToProfile(), null, cancellation));

    /// <summary>Opens the engine beside a meter, which belongs to the machine from then on.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="engineLibrary">Path of ONNX Runtime's library; null for the one that came with the program.</param>
    /// <param name="machine">Counters and clock.</param>
    internal static MeasuringMachine Open(MeterChoice meter, string? engineLibrary, Machine machine)
    {
        try
        {
            return new MeasuringMachine(meter, EngineLocator.Open(engineLibrary), machine);
        }
        catch
        {
            meter.Meter.Dispose();
            throw;
        }
    }

    /// <summary>A network in the forms that measuring needs.</summary>
    /// <param name="model">Where it comes from.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    internal ProfiledModel Prepare(ModelSource model, Workload workload, ConfigFields? changes) =>
        ProfiledModel.Of(model, workload, changes, Engine);

    /// <summary>Measures a network with all that can be said about how.</summary>
    /// <param name="model">Where it comes from.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    internal ProfileResult Profile(
        ModelSource model, Workload workload, ConfigFields? changes, ProfileOptions options, Action<ProfileProgress>? progress,
        CancellationToken cancellation) =>
        Profile(Prepare(model, workload, changes), options, progress, cancellation);

    /// <summary>Measures a network that was prepared.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    internal ProfileResult Profile(
        ProfiledModel model, ProfileOptions options, Action<ProfileProgress>? progress, CancellationToken cancellation) =>
        new Profiler(Engine, _meter, Machine).Run(model, options, progress, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        Engine.Dispose();
    }
}
