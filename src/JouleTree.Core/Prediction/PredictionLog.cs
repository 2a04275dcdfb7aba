namespace JouleTree.Core.Prediction;

/// <summary>What a predictor had to assume: which primitives of unknown type were filled in. Not thread-safe.</summary>
public sealed class PredictionLog
{
    private readonly SortedDictionary<string, int> _filled = new(StringComparer.Ordinal);

    /// <summary>Number of nodes that were filled in, by primitive type.</summary>
    public IReadOnlyDictionary<string, int> FilledIn => _filled;

    /// <summary>Notes that a node of unknown type was filled in.</summary>
    /// <param name="primitiveType">Its type.</param>
    public void FillIn(string primitiveType)
    {
        ArgumentNullException.ThrowIfNull(primitiveType);
        _filled[primitiveType] = _filled.GetValueOrDefault(primitiveType) + 1;
    }
}
