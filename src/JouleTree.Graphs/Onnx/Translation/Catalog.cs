using JouleTree.Graphs.Onnx.Shapes;

namespace JouleTree.Graphs.Onnx.Translation;

/// <summary>What becomes of each ONNX operator type.</summary>
internal static class Catalog
{
    /// <summary>True for a contributed operator that is counted under its own name.</summary>
    public static bool IsKept(string domain, string opType) => ShapeRules.Knows(domain, opType);
}
