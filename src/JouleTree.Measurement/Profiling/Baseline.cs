using JouleTree.Core.Trees;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>The whole of a network in float32, measured beside the same network in other types.</summary>
internal sealed class Baseline : IDisposable
{
    private const string Task = "the same network in float32";

    private readonly ProfileRun _run;
    private readonly Action _whole;
    private readonly long _weightBytes;

    private Baseline(ProfileRun run, Action whole, long weightBytes) => (_run, _whole, _weightBytes) = (run, whole, weightBytes);

    /// <summary>Opens it.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="model">The network in float32.</param>
    /// <param name="options">How the other one is profiled.</param>
    /// <exception cref="Core.Errors.InputException">The engine rejects it or fails.</exception>
    public static Baseline Open(IInferenceEngine engine, ProfiledModel model, ProfileOptions options)
    {
        ProfileRun run = new(engine, model, options);
        try
        {
            Computation whole = ProfilePlan.Of(model, new ProfileScope { Level = NodeKind.Model }).Computations[0];
            return new Baseline(run, run.Prepare(whole), model.WeightBytes);
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>What is measured.</summary>
    /// <param name="clock">Clock.</param>
    public MeasuredTask ToTask(TimeProvider clock)
    {
        _run.WarmUp(_whole, clock);
        return new MeasuredTask(Task, _whole);
    }

    /// <summary>What was measured; null where nothing was.</summary>
    /// <param name="measured">All results.</param>
    public BaselineResult? Of(MeasurementResult measured) =>
        measured.Tasks.FirstOrDefault(result => result.Task.Name == Task) is { } found
            ? new BaselineResult(found.Seconds.Median, found.Joules?.Median, _weightBytes)
            : null;

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();
}

/// <summary>What a network costs in float32.</summary>
/// <param name="Seconds">Seconds of a pass.</param>
/// <param name="Joules">Joules of a pass, gross; null where the meter gave none.</param>
/// <param name="WeightBytes">Bytes of its weights.</param>
internal sealed record BaselineResult(double Seconds, double? Joules, long WeightBytes);
