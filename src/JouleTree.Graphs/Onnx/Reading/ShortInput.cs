using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>
/// Windows over an input that is too short for them: of audio, a length in tokens is a few milliseconds. The least length that they
/// need is found by trying.
/// </summary>
internal static class ShortInput
{
    private const int Longest = 1 << 22;

    /// <summary>The failure with the least length that has room for all windows, where a length is free and some length has.</summary>
    /// <param name="error">What does not fit.</param>
    /// <param name="workload">What was tried.</param>
    /// <param name="read">Reads the model for another workload.</param>
    public static InputException WithLeast(InputException error, Workload workload, Action<Workload> read)
    {
        if (workload.InputShapes.Count > 0)
            return error;
        long tooShort = workload.SequenceLength ?? 1;
        long enough = Math.Max(2, 2 * tooShort);
        while (enough <= Longest && IsShort(enough))
            (tooShort, enough) = (enough, 2 * enough);
        if (enough > Longest)
            return error;
        while (enough - tooShort > 1)
        {
            long middle = (tooShort + enough) / 2;
            if (IsShort(middle))
                tooShort = middle;
            else
                enough = middle;
        }

        string least = enough.ToString("N0", CultureInfo.InvariantCulture);
        return new InputException(error.Place,
            $"{error.Problem}: the windows of this model need a length of at least {least}, "
            + $"`{nameof(Workload.SequenceLength)}` {enough} or more",
            error.InnerException)
        {
            Arguments = [.. error.Arguments, nameof(Workload.SequenceLength)],
        };

        bool IsShort(long length)
        {
            try
            {
                read(workload with { SequenceLength = (int)length });
                return false;
            }
            catch (InputException other)
            {
                // Any other failure is one that no length mends, or that this length brings: it is told when it is met.
                return other.InnerException is ShapeConflictException { IsShortInput: true };
            }
        }
    }
}
