namespace JouleTree.Measurement.Profiling;

/// <summary>How the cost of a whole comes to its nodes.</summary>
public enum Attribution
{
    /// <summary>Every node is run alone on the inputs that it has in the whole.</summary>
    Isolation,

    /// <summary>The whole is measured and split by the times in the engine's own trace.</summary>
    Trace,
}
