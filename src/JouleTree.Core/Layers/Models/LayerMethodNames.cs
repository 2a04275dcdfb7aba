namespace JouleTree.Core.Layers.Models;

/// <summary>Names of methods on the command line and in files.</summary>
public static class LayerMethodNames
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
