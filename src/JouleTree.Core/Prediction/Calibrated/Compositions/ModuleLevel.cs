using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Compositions;

/// <summary>Parents whose errors are alike; each level has a correction of its own.</summary>
internal enum ModuleLevel
{
    /// <summary>Modules of primitives only.</summary>
    Inner,

    /// <summary>Modules of modules.</summary>
    Outer,

    /// <summary>The model.</summary>
    Model,
}

/// <summary>Tells levels apart.</summary>
internal static class ModuleLevels
{
    /// <summary>Number of levels.</summary>
    public const int Count = 3;

    /// <summary>The level of a node that is no primitive.</summary>
    public static ModuleLevel Of(WorkNode node, IReadOnlyList<WorkNode> nodes)
    {
        if (node.Node.Kind == NodeKind.Model)
            return ModuleLevel.Model;
        foreach (int child in node.Children)
        {
            if (!nodes[child].IsPrimitive)
                return ModuleLevel.Outer;
        }

        return ModuleLevel.Inner;
    }
}
