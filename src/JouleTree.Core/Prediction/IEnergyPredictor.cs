using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction;

/// <summary>A trained object that fills in <c>predicted_energy</c>. Immutable and thread-safe.</summary>
public interface IEnergyPredictor
{
    /// <summary>Name of its method, such as <c>irene</c>; a model directory stores it.</summary>
    string Method { get; }

    /// <summary>Columns that it needs of every node.</summary>
    ColumnSet Columns { get; }

    /// <summary>The tree with <c>predicted_energy</c> (joules per forward pass) at every node.</summary>
    /// <param name="tree">A tree with the columns of <see cref="Columns"/>.</param>
    /// <param name="unknown">What to do with primitives of unknown type.</param>
    /// <param name="log">Takes what had to be assumed; null where the caller does not care.</param>
    /// <exception cref="InputException">A needed column is missing, or a primitive's type is unknown and may not be.</exception>
    ModelTree Predict(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null);

    /// <summary>
    /// As <see cref="Predict"/>, with why in the details of the nodes: terms, or weights in a composition and sensitivities to features.
    /// </summary>
    /// <param name="tree">A tree with the columns of <see cref="Columns"/>.</param>
    /// <param name="unknown">What to do with primitives of unknown type.</param>
    /// <param name="log">Takes what had to be assumed; null where the caller does not care.</param>
    /// <exception cref="InputException">A needed column is missing, or a primitive's type is unknown and may not be.</exception>
    ModelTree Explain(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null);
}

/// <summary>What a predictor had to assume: which primitives of unknown type were filled in, or left out. Not thread-safe.</summary>
public sealed class PredictionLog
{
    private readonly SortedDictionary<string, int> _filled = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Number of nodes that were filled in, by primitive type.</summary>
    public IReadOnlyDictionary<string, int> FilledIn => _filled;

    /// <summary>Number of nodes that are not predicted, so that sums are partial, by primitive type.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _leftOut;

    /// <summary>Notes that a node of unknown type was left out.</summary>
    /// <param name="primitiveType">Its type.</param>
    public void LeaveOut(string primitiveType)
    {
        ArgumentNullException.ThrowIfNull(primitiveType);
        _leftOut[primitiveType] = _leftOut.GetValueOrDefault(primitiveType) + 1;
    }

    /// <summary>Notes that a node of unknown type was filled in.</summary>
    /// <param name="primitiveType">Its type.</param>
    public void FillIn(string primitiveType)
    {
        ArgumentNullException.ThrowIfNull(primitiveType);
        _filled[primitiveType] = _filled.GetValueOrDefault(primitiveType) + 1;
    }
}

/// <summary>What to do with a primitive whose type a predictor was never trained on.</summary>
public enum UnknownPrimitives
{
    /// <summary>Refuse the tree.</summary>
    Error,

    /// <summary>Count it as 0 joules, and list it.</summary>
    Zero,

    /// <summary>Take the mean energy of all primitives in the training data, and list it.</summary>
    Mean,
}
