using System.Collections.Concurrent;
using JouleTree.Cli.Predictors;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;

namespace JouleTree.Cli.Sweeps;

/// <summary>
/// Estimates the workloads of a plan on all cores and writes them in the plan's order. What is in memory at a time are some hundred
/// workloads, whatever the length of the plan.
/// </summary>
/// <param name="plan">The workloads.</param>
/// <param name="predictors">What predicts them, by name.</param>
/// <param name="unknown">What to do with primitives of unknown type.</param>
/// <param name="text">Makes the lines.</param>
internal sealed class SweepRunner(SweepPlan plan, IReadOnlyList<(string Name, CalibratedPredictor Predictor)> predictors,
    UnknownPrimitives unknown, SweepText text)
{
    private const int Ahead = 256;

    private readonly ConcurrentDictionary<(string Device, string Type), byte> _unknownTypes = new();
    private int _failed;
    private int _outside;

    /// <summary>Number of estimates so far, those that were not possible among them.</summary>
    public int Estimates { get; private set; }

    /// <summary>Number of estimates that were not possible.</summary>
    public int Failed => _failed;

    /// <summary>Number of estimates outside the training range.</summary>
    public int Outside => _outside;

    /// <summary>Why the first impossible estimate is none, or null where all were possible.</summary>
    public string? FirstProblem { get; private set; }

    /// <summary>Types of primitives that a device was never trained on.</summary>
    public IEnumerable<(string Device, string Types)> UnknownTypes =>
        _unknownTypes.Keys.GroupBy(pair => pair.Device).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, string.Join(", ", group.Select(pair => pair.Type).Order(StringComparer.Ordinal))));

    /// <summary>Estimates and writes everything.</summary>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public void Run(TextWriter output, CancellationToken cancellation)
    {
        output.Write(text.Header);
        foreach (SweepPoint[] points in plan.Points().Chunk(Ahead))
        {
            (string Lines, string? Problem)[] done = new (string, string?)[points.Length];
            Parallel.For(0, points.Length, new ParallelOptions { CancellationToken = cancellation },
                index => done[index] = Estimate(points[index]));
            foreach ((string lines, string? problem) in done)
            {
                output.Write(lines);
                FirstProblem ??= problem;
            }

            Estimates += points.Length * predictors.Count;
        }
    }

    private (string Lines, string? Problem) Estimate(SweepPoint point)
    {
        System.Text.StringBuilder lines = new();
        string? problem = null;
        ModelTree? tree = null;
        foreach ((string device, CalibratedPredictor predictor) in predictors)
        {
            try
            {
                GraphView? view = tree is null ? GraphView.ForPrediction(plan.Build(point)) : null;
                if (view?.Uncounted.Count > 0)
                    throw new InputException(
                        $"{view.Uncounted[0].Occurrences} x {view.Uncounted[0].Type} cannot be counted: {view.Uncounted[0].Reason}");
                tree ??= view!.Tree;
                PredictionLog log = new();
                ModelTree predicted = predictor.Predict(tree, unknown, log);
                foreach (string type in log.FilledIn.Keys)
                    _unknownTypes.TryAdd((device, type), 0);
                if (PredictionRemarks.ExtrapolationOf(predicted) is not null)
                    Interlocked.Increment(ref _outside);
                text.Append(lines, device, point, predicted);
            }
            catch (InputException error)
            {
                Interlocked.Increment(ref _failed);
                problem ??= error.Message;
                text.Append(lines, device, point, error.Message);
            }
        }

        return (lines.ToString(), problem);
    }
}
