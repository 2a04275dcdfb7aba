namespace JouleTree.Core.Prediction;

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
