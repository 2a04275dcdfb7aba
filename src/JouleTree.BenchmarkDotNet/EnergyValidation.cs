using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using JouleTree.Metering.Meters;
using BenchmarkJob = BenchmarkDotNet.Jobs.Job;

namespace JouleTree.BenchmarkDotNet;

/// <summary>Tells before benchmarks run which of them are too short for a meter.</summary>
internal static class EnergyValidation
{
    /// <summary>What is wrong, a warning for each job.</summary>
    /// <param name="benchmarks">The benchmarks.</param>
    /// <param name="meter">The meter.</param>
    public static IReadOnlyList<ValidationError> Of(IReadOnlyList<BenchmarkCase> benchmarks, MeterDescription meter)
    {
        ArgumentNullException.ThrowIfNull(benchmarks);
        ArgumentNullException.ThrowIfNull(meter);
        double least = OperationEnergy.ResolvedSteps * meter.UpdateSeconds;
        return
        [
            .. benchmarks.DistinctBy(benchmark => benchmark.Job)
                .Where(benchmark => Seconds(benchmark.Job) is { } seconds && seconds < least)
                .Select(benchmark => new ValidationError(isCritical: false, FormattableString.Invariant(
                    $"{nameof(EnergyDiagnoser)}: iterations of {benchmark.Job.DisplayInfo} take {Seconds(benchmark.Job):0.###} s in all, ")
                    + FormattableString.Invariant($"and {meter.Name} tells something new every {meter.UpdateSeconds:0.###} s: ")
                    + "more iterations, or longer ones (IterationTime), make an energy of them", benchmark)),
        ];
    }

    // What a job means to take; unknown where an iteration is one call.
    private static double? Seconds(BenchmarkJob job)
    {
        if (job.ResolveValue(RunMode.RunStrategyCharacteristic, EngineResolver.Instance) != RunStrategy.Throughput)
            return null;
        int iterations = job.HasValue(RunMode.IterationCountCharacteristic)
            ? job.Run.IterationCount
            : job.ResolveValue(RunMode.MinIterationCountCharacteristic, EngineResolver.Instance);
        return iterations * job.ResolveValue(RunMode.IterationTimeCharacteristic, EngineResolver.Instance).ToSeconds();
    }
}
