using System.Globalization;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Onnx.Reading.Values;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>
/// Where shapes come from that our own rules do not know: first the file, which may declare them, then the engine. What the file
/// declares is held against the rules where both speak.
/// </summary>
internal sealed class ShapeSources
{
    private int _declared;
    private int _told;
    private int _differing;
    private string? _firstDifference;

    /// <summary>What a rule knows, completed by what the file declares where the rule knows no shape or only the largest.</summary>
    /// <param name="guess">What the rule knows.</param>
    /// <param name="declared">What the file declares, or null.</param>
    /// <param name="sizes">Sizes of named dimensions.</param>
    public Guess Completed(Guess guess, OnnxValue? declared, IReadOnlyDictionary<string, long> sizes)
    {
        if (declared is null)
            return guess;
        Guess typed = guess.Type == DataType.Unknown ? guess with { Type = declared.Type } : guess;
        if (DeclaredShape.Of(declared, sizes) is not { } shape || guess.Sequence is not null)
            return typed;
        if (guess.Shape is null || (guess.IsUpperBound && IsWithin(shape, guess.Shape)))
        {
            _declared++;
            return typed with { Shape = shape, IsUpperBound = false };
        }

        if (!guess.IsUpperBound && !guess.Shape.Equals(shape))
        {
            _differing++;
            _firstDifference ??= $"{declared.Name}: {shape} declared, {guess.Shape} found";
        }

        return typed;
    }

    /// <summary>
    /// What the engine says of a value that neither a rule nor the file knows; an empty tensor is nothing that it can know.
    /// </summary>
    /// <param name="given">Its word.</param>
    public Guess Told(TensorSpec given)
    {
        if (given.Shape.Any(size => size < 1))
            return new Guess(given.Type, null);
        _told++;
        return new Guess(given.Type, given.Shape);
    }

    /// <summary>Notes for people.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (_declared > 0)
                yield return Text($"shapes of {_declared} value(s) that no rule knows are those that the file declares");
            if (_differing > 0)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_differing} value(s) have other shapes than the file declares ({_firstDifference}): what follows from the inputs "
                    + $"is counted");
            if (_told > 0)
                yield return Text($"shapes of {_told} value(s) that our own rules do not know are the engine's");
        }
    }

    private static bool IsWithin(TensorShape shape, TensorShape bound) =>
        shape.Rank == bound.Rank && Enumerable.Range(0, shape.Rank).All(index => shape[index] <= bound[index]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
