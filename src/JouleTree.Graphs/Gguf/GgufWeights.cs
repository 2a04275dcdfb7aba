using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Weights;

namespace JouleTree.Graphs.Gguf;

/// <summary>The tensors of a GGUF file by their names in a state dictionary.</summary>
internal static class GgufWeights
{
    // Of weights whose blocks have scales of 8 bits (nvfp4), those of the whole matrix, and of what it is multiplied by.
    private static readonly string[] Scales = [".scale", ".input_scale"];

    /// <summary>All tensors; those that are not known keep their names, and are listed as what no layer has a place for.</summary>
    /// <param name="file">The file.</param>
    /// <param name="names">Names of its architecture.</param>
    public static StoredWeights Of(GgufFile file, GgufNames names)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(names);
        HashSet<string> taken = new(StringComparer.Ordinal);
        Dictionary<string, StoredTensor> stored = new(StringComparer.Ordinal);
        foreach (GgufTensor tensor in file.Tensors)
        {
            if (JoinOf(file, names, tensor.Name) is not var (name, parts))
                continue;
            taken.UnionWith(parts.Select(part => part.Name));
            Add(stored, file, name, parts, Joined(parts), taken);
        }

        foreach (GgufTensor tensor in file.Tensors.Where(tensor => !taken.Contains(tensor.Name) && !IsScale(file, tensor.Name)))
            Add(stored, file, names.Of(tensor.Name) ?? tensor.Name, [tensor], tensor.Shape, taken);
        return new StoredWeights(stored.Values) { Files = file.Headers.Count, Tokenizer = GgufModel.TokenizerOf(file) };
    }

    /// <summary>The weight that a tensor is the first part of, with all its parts; null where it is none, or others are missing.</summary>
    private static (string Name, IReadOnlyList<GgufTensor> Parts)? JoinOf(GgufFile file, GgufNames names, string tensor)
    {
        if (GgufNames.Split(tensor) is not var (layer, rest))
            return null;
        foreach ((string name, IReadOnlyList<string> parts) in names.Joined)
        {
            if (parts[0] != rest)
                continue;
            GgufTensor?[] found = [.. parts.Select(part =>
                file.Tensor(string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{part}")))];
            string whole = string.Create(CultureInfo.InvariantCulture, $"{names.Layers}{layer}.{name}");
            // Some files hold both the parts and the whole, which programs read then.
            bool isWhole = file.Tensors.Count > 0 && names.Modules.Any(module => module.Value + ".weight" == name
                && file.Tensor(string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{module.Key}.weight")) is not null);
            return isWhole || Array.Exists(found, part => part is null) ? null : (whole, found!);
        }

        return null;
    }

    /// <summary>Values behind each other along the rows: of matrices the last dimension but one, of vectors the last.</summary>
    private static TensorShape Joined(IReadOnlyList<GgufTensor> parts)
    {
        TensorShape first = parts[0].Shape;
        if (parts.Count == 1)
            return first;
        bool isHeads = first.Rank == 3 && parts.Any(part => part.Shape[^1] != first[^1]);
        // A half that is stored exchanged, as that of DeepSeek's keys is: [heads, rank, size] beside [heads, size, rank].
        if (isHeads)
            return new TensorShape(parts.Sum(part => part.Shape.Elements) / first[^2], first[^2]);
        bool isBias = parts[0].Name.EndsWith(".bias", StringComparison.Ordinal) || first.Rank < 2;
        long[] sizes = [.. first];
        int along = isBias ? sizes.Length - 1 : sizes.Length - 2;
        sizes[along] = parts.Sum(part => part.Shape.Rank == first.Rank ? part.Shape[along] : 0);
        return new TensorShape(sizes);
    }

    private static void Add(
        Dictionary<string, StoredTensor> stored, GgufFile file, string name, IReadOnlyList<GgufTensor> parts, TensorShape shape,
        HashSet<string> taken)
    {
        GgufTensor[] scales = [.. parts.SelectMany(part => Scales.Select(end => file.Tensor(Module(part.Name) + end)))
            .OfType<GgufTensor>().Where(scale => !parts.Contains(scale))];
        if (!parts[0].Name.EndsWith(".weight", StringComparison.Ordinal))
            scales = [];
        taken.UnionWith(scales.Select(scale => scale.Name));
        long beside = scales.Sum(scale => scale.Bytes);
        StoredTensor tensor = new(
            name, GgufFormats.Of(parts, shape, beside), shape, parts.Sum(part => part.Bytes) + beside, new InputPlace(parts[0].File));
        if (!stored.TryAdd(name, tensor))
            throw new InputException(tensor.Place, $"tensors {GgufText.Shown(parts[0].Name)} and another are both {GgufText.Shown(name)} "
                + "of the model: the file is damaged");
    }

    private static bool IsScale(GgufFile file, string name) =>
        Array.Exists(Scales, end => name.EndsWith(end, StringComparison.Ordinal)) && file.Tensor(Module(name) + ".weight") is not null;

    private static string Module(string name) => name.LastIndexOf('.') is var dot && dot < 0 ? name : name[..dot];
}
