using System.Globalization;

namespace JouleTree.Graphs.Gguf;

/// <summary>Names of an architecture's tensors in a state dictionary.</summary>
internal sealed record GgufNames
{
    private const string Layer = "blk.";

    // A tensor of a layer beyond is none of a layer.
    private const int MostLayers = 1 << 20;

    /// <summary>What stands before the number of a layer there.</summary>
    public string Layers { get; init; } = "model.layers.";

    /// <summary>
    /// Modules by their names in the file, those of layers without number. What is behind the last dot (weight, bias) stays, but where the
    /// module's name ends in an exclamation mark: it is that of the tensor then.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Modules { get; init; }

    /// <summary>Tensors of a layer that are one there, joined along their rows: names in the file by the one name there.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Joined { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The name in a state dictionary; null for a tensor that is not known.</summary>
    /// <param name="tensor">Its name in the file.</param>
    public string? Of(string tensor)
    {
        if (Split(tensor) is not var (layer, rest))
            return Named(tensor, "");
        return Named(rest, string.Create(CultureInfo.InvariantCulture, $"{Layers}{layer}."));
    }

    /// <summary>The number of a tensor's layer, and its name there; null for one of no layer.</summary>
    /// <param name="tensor">Its name in the file.</param>
    public static (int Layer, string Tensor)? Split(string tensor)
    {
        if (!tensor.StartsWith(Layer, StringComparison.Ordinal))
            return null;
        int dot = tensor.IndexOf('.', Layer.Length);
        return dot > 0 && int.TryParse(tensor.AsSpan(Layer.Length, dot - Layer.Length), NumberStyles.None, CultureInfo.InvariantCulture,
            out int layer) && layer < MostLayers ? (layer, tensor[(dot + 1)..]) : null;
    }

    private string? Named(string tensor, string prefix)
    {
        int dot = tensor.LastIndexOf('.');
        if (dot < 0)
            return null;
        string module = tensor[..dot];
        if (Modules.TryGetValue(module, out string? known))
            return known.EndsWith('!') ? prefix + known[..^1] : prefix + known + tensor[dot..];
        // Old files hold a matrix for each expert: ffn_up.3.weight.
        int number = module.LastIndexOf('.');
        return number > 0 && module.AsSpan(number + 1).IndexOfAnyExceptInRange('0', '9') < 0
            && Modules.TryGetValue(module[..number] + ".*", out string? numbered)
            ? prefix + numbered.Replace("*", module[(number + 1)..], StringComparison.Ordinal) + tensor[dot..]
            : null;
    }
}
