namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>What may be known about a model whose energy is to be predicted: the declared feature set.</summary>
public enum FeatureAccess
{
    /// <summary><c>full</c>: every node was run; its time and GPU energy are known.</summary>
    Full,

    /// <summary><c>leaves</c>: only primitives were run; of modules and models only the counts are known.</summary>
    Leaves,

    /// <summary><c>static</c>: nothing was run; architecture, batch size and length are all there is.</summary>
    Static,
}
