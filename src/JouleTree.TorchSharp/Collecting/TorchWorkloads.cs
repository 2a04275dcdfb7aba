using System.Globalization;
using System.Runtime.InteropServices;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Collecting;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Measuring;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Collecting;

/// <summary>Workloads on libtorch: layers, and whole networks of operators that it has a function for. On the processor.</summary>
internal sealed class TorchWorkloads : IWorkloadEngine, IDisposable
{
    private static readonly ModelDevice Processor = new("cpu", IsCuda: false);

    private readonly IEnergyMeter _meter;
    private readonly int _threadsBefore;

    /// <summary>Loads the library.</summary>
    /// <param name="meter">The meter; it stays the caller's.</param>
    /// <param name="machine">Counters and clock.</param>
    /// <param name="whyNot"><see cref="TorchLibrary.WhyNot"/>.</param>
    /// <exception cref="InputException">There is no libtorch, or it does not load.</exception>
    public TorchWorkloads(IEnergyMeter meter, Machine machine, string? whyNot)
    {
        _meter = meter;
        Machine = machine;
        if (whyNot is { } reason)
            throw new InputException("PyTorch's library does not load: expected the package TorchSharp-cpu in the program, and a system "
                + $"that has what it needs ({reason})");
        _threadsBefore = torch.get_num_threads();
        Description = ProfileFacts.Engine;
    }

    /// <inheritdoc/>
    public PlanEngine Kind => PlanEngine.Torch;

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <inheritdoc/>
    public MeterDescription Meter => _meter.Description;

    /// <inheritdoc/>
    public Machine Machine { get; }

    /// <inheritdoc/>
    public ProfileResult Run(
        PlannedWorkload workload, ProfileOptions options, Action<ProfileProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(options);
        CountedGraph counts = new(workload.Build());
        MemoryEstimate.Check(counts.Graph, counts.Graph.StoredTensors.Sum(tensor => tensor.Bytes), Machine.AvailableBytes);
        int threads = options.Session.Threads;
        if (torch.get_num_threads() != threads)
            torch.set_num_threads(threads);
        MeasuringOptions measuring = options.Measuring with { BusyCores = threads };
        MeasurementResult measured;
        try
        {
            using NetworkRun run = new(counts.Graph, measuring.Seed);
            measured = new MeasurementProtocol(_meter, Machine).Run(
                [new MeasuredTask(workload.ToString(), run.Run)], measuring, Tell, cancellation: cancellation);
        }
        catch (ExternalException error)
        {
            throw new InputException(default, $"PyTorch refuses it: {error.Message.Split('\n')[0]}", error);
        }

        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal);
        if (measured.Tasks.Count > 0)
            nodes.Add(counts.Full.Tree.Root.Id, Profiler.Of(measured.Tasks[0], null));
        return ProfileFacts.Fill(counts, nodes, new Dictionary<string, string>(), measured, Meter, Machine, Processor,
            new ProfileSettings(measuring, IsInPlace: false, new PassFacts(null, null, null)), 1, []);

        void Tell(MeasurementProgress step) => progress?.Invoke(new ProfileProgress(
            step.Done, string.Create(CultureInfo.InvariantCulture, $"{step.Seconds * 1e3:0.###} ms")));
    }

    /// <summary>Threads are again as many as before.</summary>
    public void Dispose()
    {
        if (torch.get_num_threads() != _threadsBefore)
            torch.set_num_threads(_threadsBefore);
    }
}
