using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>How the states of a loop change in size: by the same amount with each iteration, as far as one step tells.</summary>
internal sealed class LoopGrowth
{
    private readonly long[][] _steps;
    private readonly LoopInput[] _starts;
    private readonly long _trips;

    private LoopGrowth(LoopInput[] starts, long[][] steps, long trips) => (_starts, _steps, _trips) = (starts, steps, trips);

    /// <summary>True where an iteration hands on another shape than it was given, or one that is not known.</summary>
    /// <param name="states">What the first iteration is given.</param>
    /// <param name="made">What it hands on, in the same order.</param>
    public static bool Changes(LoopInput[] states, Guess[] made) => states
        .Take(made.Length).Where((state, index) => state.Sequence is null && !Equals(state.Shape, made[index].Shape)).Any();

    /// <summary>The growth of states, or null where none changes or a change cannot be told.</summary>
    /// <param name="states">What the first iteration is given.</param>
    /// <param name="made">What it hands on, in the same order.</param>
    /// <param name="trips">Number of iterations.</param>
    public static LoopGrowth? Of(LoopInput[] states, Guess[] made, long trips)
    {
        long[][] steps = new long[states.Length][];
        bool changes = false;
        for (int index = 0; index < states.Length; index++)
        {
            if (states[index].Sequence is not null || index >= made.Length)
            {
                steps[index] = [];
                continue;
            }

            if (states[index].Shape is not { } before || made[index].Shape is not { } after || before.Rank != after.Rank)
                return null;
            steps[index] = [.. before.Zip(after, (from, to) => to - from)];
            changes |= Array.Exists(steps[index], step => step != 0);
        }

        return changes ? new LoopGrowth(states, steps, trips) : null;
    }

    /// <summary>A state at the largest size that an iteration is given.</summary>
    /// <param name="state">The state at its start.</param>
    /// <param name="index">Which it is.</param>
    public LoopInput Largest(LoopInput state, int index) =>
        state.Shape is not { } start || Array.TrueForAll(_steps[index], step => step == 0) ? state
        : state with
        {
            Shape = new TensorShape([.. start.Select((size, place) =>
                checked(size + Math.Max(0, _steps[index][place] * (_trips - 1))))]),
            IsUpperBound = true,
        };

    /// <summary>
    /// What is left after the last iteration; null where the largest states changed by other amounts than the first, so that they
    /// were not the largest.
    /// </summary>
    /// <param name="made">What an iteration at the largest size hands on and gives.</param>
    /// <param name="largest">States at that size.</param>
    public Guess[]? Final(Guess[] made, LoopInput[] largest)
    {
        Guess[] final = [.. made];
        for (int index = 0; index < largest.Length && index < made.Length; index++)
        {
            if (largest[index].Shape is not { } given || _starts[index].Shape is not { } start)
                continue;
            bool isSteady = made[index].Shape is { } after && after.Rank == given.Rank
                && Enumerable.Range(0, given.Rank).All(place => after[place] - given[place] == _steps[index][place]);
            long[] sizes = [.. start.Select((size, place) => checked(size + (_steps[index][place] * _trips)))];
            if (!isSteady || Array.Exists(sizes, size => size < 0))
                return null;
            final[index] = new Guess(made[index].Type, new TensorShape(sizes));
        }

        return final;
    }
}
