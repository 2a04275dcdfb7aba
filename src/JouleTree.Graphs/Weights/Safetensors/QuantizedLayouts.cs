using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Recognises quantised weights by the names, types and shapes of their tensors, and makes one tensor of each: values with what belongs to
/// them. docs/model-files.md has the sources.
/// </summary>
internal sealed class QuantizedLayouts
{
    private readonly IReadOnlyDictionary<string, SafetensorsEntry> _entries;
    private readonly NumberFormat? _said;
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<NumberFormat, NumberFormat> _formats = [];
    private readonly List<StoredTensor> _tensors = [];

    private QuantizedLayouts(IReadOnlyDictionary<string, SafetensorsEntry> entries, NumberFormat? said) =>
        (_entries, _said) = (entries, said);

    /// <summary>The tensors of a model, each quantised weight as one of the name that it would have unpacked.</summary>
    /// <param name="entries">Tensors of its files by name.</param>
    /// <param name="said">
    /// The type of weights that the configuration says, which decides what tensors leave open, such as the bits in a word; null for none.
    /// </param>
    public static IReadOnlyList<StoredTensor> Read(IReadOnlyDictionary<string, SafetensorsEntry> entries, NumberFormat? said)
    {
        ArgumentNullException.ThrowIfNull(entries);
        QuantizedLayouts layouts = new(entries, said);
        // Weights of several tensors first, so that their parts are known when the rest is taken as it is.
        foreach (SafetensorsEntry entry in entries.Values)
        {
            try
            {
                layouts.TakeWhole(entry);
            }
            catch (Exception error) when (error is OverflowException or InputException { Place.File: null })
            {
                throw new InputException(new InputPlace(entry.File, Node: entry.Name),
                    $"has shape {entry.Shape}, and unpacked more than 2^63 values", error);
            }
        }

        foreach (SafetensorsEntry entry in entries.Values)
        {
            if (!layouts._parts.Contains(entry.Name))
                layouts._tensors.Add(new StoredTensor(entry.Name, entry.Format, entry.Shape, entry.Bytes, new InputPlace(entry.File)));
        }

        return layouts._tensors;
    }

    private void TakeWhole(SafetensorsEntry entry)
    {
        int dot = entry.Name.LastIndexOf('.');
        ReadOnlySpan<char> leaf = entry.Name.AsSpan(dot + 1);
        // Most tensors are whole: nothing is made for them.
        if (entry.Format.Bits > 8 && leaf is not ("qweight" or "weight_packed") && entry.Format.Value != DataType.UInt32)
            return;
        string module = entry.Name[..(dot + 1)];
        switch (leaf)
        {
            case "qweight":
                PackedIntegers.Take(this, module, entry);
                break;
            case "weight_packed":
                PackedWeights.Take(this, module, entry, _said);
                break;
            case "weight" when Find(entry.Name + ".absmax") is not null || Find(module + "SCB") is not null:
                BitsAndBytes.Take(this, module, entry);
                break;
            case "weight" when entry.Format.Value == DataType.UInt32:
                MlxValues.Take(this, module, entry);
                break;
            default:
                if (leaf.EndsWith("_blocks"))
                    MicroScaled.Take(this, entry);
                else if (entry.Format.Bits <= 8)
                    ScaledValues.Take(this, entry, _said);
                break;
        }
    }

    /// <summary>A tensor by its name, or null.</summary>
    /// <param name="name">Its name.</param>
    public SafetensorsEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>Adds a weight of several tensors.</summary>
    /// <param name="name">Its name unpacked.</param>
    /// <param name="format">Its format.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">The tensor of its values.</param>
    /// <param name="others">Names of tensors that may lie beside it and are part of it.</param>
    public void Add(string name, NumberFormat format, TensorShape shape, SafetensorsEntry values, params IEnumerable<string> others)
    {
        long bytes = values.Bytes;
        _parts.Add(values.Name);
        foreach (string other in others)
        {
            if (Find(other) is { } part && _parts.Add(other))
                bytes += part.Bytes;
        }

        // Thousands of weights have few formats.
        if (!_formats.TryGetValue(format, out NumberFormat? known))
            _formats.Add(format, known = format);
        _tensors.Add(new StoredTensor(name, known, shape, bytes, new InputPlace(values.File)));
    }

    /// <summary>Integers with 16 bits of scale, as files of AWQ, GPTQ and compressed-tensors hold them.</summary>
    /// <param name="bits">Bits of a value.</param>
    /// <param name="columns">Values that are summed over.</param>
    /// <param name="groups">Scales of a row.</param>
    /// <param name="hasZeros">True where zero points lie beside.</param>
    /// <param name="scale">Type of the scales.</param>
    public static NumberFormat Integers(int bits, long columns, long groups, bool hasZeros, NumberFormat scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        long group = groups <= 1 ? 0 : (columns / groups) + (columns % groups == 0 ? 0 : 1);
        string name = FormattableString.Invariant($"int{bits}{(group > 0 ? $":group={group}" : "")}{(hasZeros ? ":zeros" : "")}")
            + (scale.Bits == 16 ? "" : $":scale={scale.Name}");
        return new NumberFormat(name, bits <= 4 ? DataType.Int4 : DataType.Int8, bits)
        {
            BlockColumns = (int)Math.Min(group, int.MaxValue),
            ScaleBits = scale.Bits + (hasZeros ? bits : 0),
            HasZeros = hasZeros,
        };
    }
}
