namespace JouleTree.Core.Layers.Prediction;

/// <summary>Ways to predict a layer's energy.</summary>
internal enum LayerMethod
{
    /// <summary>Non-negative sum of physical terms with a learned correction. The default.</summary>
    Physics,

    /// <summary>The published linear models of multiply-accumulates.</summary>
    MacLinear,

    /// <summary>Sparse polynomials of run time and power.</summary>
    NeuralPower,
}

/// <summary>Names of methods on the command line and in files.</summary>
internal static class LayerMethodNames
{
    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = ["physics", "mac-linear", "neural-power"];

    /// <summary>Name of a method.</summary>
    /// <param name="method">A method.</param>
    public static string ToName(this LayerMethod method) => All[(int)method];

    /// <summary>Method of a name, or null for any other text.</summary>
    /// <param name="name">A name.</param>
    public static LayerMethod? Parse(string? name)
    {
        for (int index = 0; index < All.Count; index++)
        {
            if (All[index] == name)
                return (LayerMethod)index;
        }

        return null;
    }
}
