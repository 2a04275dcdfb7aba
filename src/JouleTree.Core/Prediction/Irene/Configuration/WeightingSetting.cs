namespace JouleTree.Core.Prediction.Irene.Configuration;

/// <summary>How a child's weight follows from its features: φ are the features, w and b the trained parameters.</summary>
public enum WeightingSetting
{
    /// <summary><c>close_to_one</c>: 1 + tanh(w·φ + b)/τ.</summary>
    CloseToOne,

    /// <summary><c>free</c>: w·φ + b.</summary>
    Free,

    /// <summary><c>exact_one</c>: 1; nothing to train.</summary>
    ExactOne,
}
