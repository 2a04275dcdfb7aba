using System.Collections.Concurrent;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Devices;
using JouleTree.Estimates;

namespace JouleTree.Cli.Sweeps;

/// <summary>
/// Estimates the workloads of a plan on all cores and writes them in the plan's order. What is in memory at a time are some hundred
/// workloads, whatever the length of the plan.
/// </summary>
/// <param name="plan">The workloads.</param>
/// <param name="devices">What they are estimated on.</param>
/// <param name="options">How.</param>
/// <param name="depth">Levels below the model that are told.</param>
internal sealed class SweepRunner(SweepPlan plan, IReadOnlyList<EnergyDevice> devices, EstimateOptions options, int depth)
{
    private const int Ahead = 256;

    private readonly ConcurrentDictionary<(string Device, string Type), byte> _unknownTypes = new();
    private readonly ConcurrentDictionary<string, byte> _configurations = new();
    private int _failed;
    private int _outside;
    private int _partial;
    private string? _firstUncounted;

    /// <summary>Number of estimates so far, those that were not possible among them.</summary>
    public int Estimates { get; private set; }

    /// <summary>Number of estimates that were not possible.</summary>
    public int Failed => _failed;

    /// <summary>Number of estimates outside the training range.</summary>
    public int Outside => _outside;

    /// <summary>Number of estimates that leave operators out.</summary>
    public int Partial => _partial;

    /// <summary>What one of them leaves out, or null where none does.</summary>
    public string? FirstUncounted => _firstUncounted;

    /// <summary>What configurations hold that is not counted or was ignored.</summary>
    public IEnumerable<string> Configurations => _configurations.Keys.Order(StringComparer.Ordinal);

    /// <summary>Why the first impossible estimate is none, or null where all were possible.</summary>
    public string? FirstProblem { get; private set; }

    /// <summary>Types of primitives that a device was never trained on.</summary>
    public IEnumerable<(string Device, string Types)> UnknownTypes =>
        _unknownTypes.Keys.GroupBy(pair => pair.Device).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, string.Join(", ", group.Select(pair => pair.Type).Order(StringComparer.Ordinal))));

    /// <summary>Estimates and writes everything.</summary>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public void Run(ISweepOutput output, CancellationToken cancellation)
    {
        foreach (SweepPoint[] points in plan.Points().Chunk(Ahead))
        {
            (ISweepLines Lines, string? Problem)[] done = new (ISweepLines, string?)[points.Length];
            Parallel.For(0, points.Length, new ParallelOptions { CancellationToken = cancellation },
                index => done[index] = Estimate(points[index], output.NewLines()));
            foreach ((ISweepLines lines, string? problem) in done)
            {
                output.Write(lines);
                FirstProblem ??= problem;
            }

            Estimates += points.Length * devices.Count;
        }

        output.Finish();
    }

    private (ISweepLines Lines, string? Problem) Estimate(SweepPoint point, ISweepLines lines)
    {
        string? problem = null;
        EstimableModel? model = null;
        foreach (EnergyDevice device in devices)
        {
            try
            {
                model ??= plan.Build(point);
                Estimate estimate = model.On(device, options);
                // Among rows that are compared, a part of a model would pass for a cheap one.
                if (estimate.WhyPart is { } part)
                    throw new InputException(part);
                Note(estimate);
                foreach (TreeRow node in TreeRow.OfPrediction(estimate.Tree, depth, device.Name))
                    lines.Add(RowOf(device.Name, point, node, null));
            }
            catch (InputException error)
            {
                Interlocked.Increment(ref _failed);
                string message = ArgumentFlags.In(error);
                problem ??= message;
                lines.Add(RowOf(device.Name, point, null, message));
            }
        }

        return (lines, problem);
    }

    private static SweepRow RowOf(string device, SweepPoint point, TreeRow? node, string? problem) =>
        new(device, point.Model.Name, point.Workload.BatchSize, point.Workload.SequenceLength, point.Sizes, node, problem);

    private void Note(Estimate estimate)
    {
        foreach (string type in estimate.UnknownTypes.Keys)
            _unknownTypes.TryAdd((estimate.Device, type), 0);
        if (estimate.Remarks.Any(remark => remark.Kind == EstimateRemarkKind.OutsideRange))
            Interlocked.Increment(ref _outside);
        foreach (EstimateRemark remark in estimate.Remarks.Where(remark => remark.Kind == EstimateRemarkKind.Configuration))
            _configurations.TryAdd(remark.Text, 0);
        if (estimate.Remarks.FirstOrDefault(remark => remark.Kind == EstimateRemarkKind.NotCounted) is { } uncounted)
        {
            Interlocked.Increment(ref _partial);
            Interlocked.CompareExchange(ref _firstUncounted, uncounted.Text, null);
        }
    }
}
