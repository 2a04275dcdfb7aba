namespace JouleTree.Measurement.Engine;

/// <summary>How far the engine may rewrite a graph before it runs it.</summary>
public enum OptimizationLevel
{
    /// <summary>Not at all: every node runs as the graph has it. What a measurement node by node needs.</summary>
    Off = 0,

    /// <summary>Constant folding and removal of redundant nodes.</summary>
    Basic = 1,

    /// <summary>Fusions, some of which cross the borders of modules.</summary>
    Extended = 2,

    /// <summary>All of them, memory layouts included: what deployments run.</summary>
    All = 99,
}
