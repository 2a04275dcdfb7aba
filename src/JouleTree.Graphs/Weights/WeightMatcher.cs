using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Weights;

/// <summary>
/// Matches the weights of an architecture, as they are made, with those of a model's files: tells their formats, and keeps account of
/// what either side lacks. For one network; not thread-safe.
/// </summary>
/// <param name="weights">The tensors of the files.</param>
/// <param name="isChanged">
/// True where the configuration was changed by hand: the files are then those of another network, whose shapes may differ.
/// </param>
/// <param name="isTyped">True where the types of weights are said by hand: those of the files need then not be known.</param>
internal sealed class WeightMatcher(StoredWeights weights, bool isChanged, bool isTyped)
{
    private const string Star = "*";

    private readonly WeightNames _names = new(weights);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private readonly Dictionary<string, NumberFormat> _alike = new(StringComparer.Ordinal);

    /// <summary>How a weight is stored, or as one alike in another layer is; null where the files do not say it.</summary>
    /// <param name="name">Its name, with a star for the number of an expert where each has its own.</param>
    /// <param name="shape">Its shape; that of all experts.</param>
    /// <param name="isSummedByRows">True for a matrix whose rows are summed over, which files may hold exchanged.</param>
    /// <exception cref="InputException">It has another shape in the files.</exception>
    public NumberFormat? FormatOf(string name, TensorShape shape, bool isSummedByRows)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        string pattern = string.Join('.', name.Split('.').Select(part => part.All(char.IsAsciiDigit) ? Star : part));
        NumberFormat? format = name.Contains(".*.", StringComparison.Ordinal)
            ? OfExperts(name, shape)
            : Single(name, shape, isSummedByRows)?.Format ?? FromApart(name);
        if (format is null)
        {
            _missing.Add(_names.StoredName(name) ?? name);
            return _alike.GetValueOrDefault(pattern);
        }

        _alike.TryAdd(pattern, format);
        return format;
    }

    /// <summary>Says that a tensor that is no weight has a place: buffers.</summary>
    /// <param name="name">Its name in the architecture.</param>
    public void Pass(string name)
    {
        if (_names.Find(name) is { } tensor)
            _used.Add(tensor.Name);
    }

    /// <summary>What either side lacks.</summary>
    /// <exception cref="InputException">A weight lies there in a layout that is not known, so that its type is not.</exception>
    public MatchedWeights Report()
    {
        StoredTensor[] surplus = [.. weights.All.Where(tensor => !_used.Contains(tensor.Name) && !HasNoWeight(tensor.Name))];
        if (!isChanged && !isTyped)
            RefuseUnknownLayouts(surplus);
        return new MatchedWeights(
            weights.Files, weights.All.Count, weights.All.Sum(tensor => tensor.Bytes), _missing,
            [.. surplus.Select(tensor => tensor.Name).Order(StringComparer.Ordinal)])
        {
            Tokenizer = weights.Tokenizer,
        };
    }

    private void RefuseUnknownLayouts(StoredTensor[] surplus)
    {
        ILookup<string, StoredTensor> modules = surplus.Where(tensor => !tensor.Name.EndsWith(".bias", StringComparison.Ordinal))
            .ToLookup(tensor => tensor.Name[..(tensor.Name.LastIndexOf('.') + 1)], StringComparer.Ordinal);
        foreach (string name in _missing.Where(name => name.EndsWith(".weight", StringComparison.Ordinal)))
        {
            string module = name[..^"weight".Length];
            StoredTensor[] others = [.. modules[module]];
            if (others.Length == 0)
                continue;
            string parts = string.Join(", ", others.Select(tensor => tensor.Name[module.Length..]));
            throw new InputException(others[0].Place with { Node = module[..^1] },
                $"has {parts}, a layout of a weight that is not known here (known are those of AWQ, GPTQ, compressed-tensors, FP8, "
                + $"bitsandbytes, ModelOpt, MLX and MXFP4); say the type of weights yourself (`{nameof(NumberTypes.Weights)}`)")
            {
                Arguments = [nameof(NumberTypes.Weights)],
            };
        }
    }

    // Numbers that follow from the configuration, causal masks of old files, and scales of activations and of kept keys.
    private static bool HasNoWeight(string name) =>
        name.EndsWith(".inv_freq", StringComparison.Ordinal) || name.EndsWith(".masked_bias", StringComparison.Ordinal)
        || name.EndsWith(".attn.bias", StringComparison.Ordinal) || name.EndsWith(".attention.bias", StringComparison.Ordinal)
        || name.EndsWith("position_ids", StringComparison.Ordinal) || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)
        || name.EndsWith("_scale", StringComparison.Ordinal) || name.EndsWith("_zero_point", StringComparison.Ordinal);

    private StoredTensor? Single(string name, TensorShape shape, bool isSummedByRows)
    {
        if (_names.Find(name) is not { } tensor)
            return null;
        if (!isChanged && !Fits(shape, tensor, isSummedByRows))
            throw new InputException(tensor.Place with { Node = tensor.Name },
                $"has shape {tensor.Shape}, and by its configuration the model has {shape} there: this config.json is not that of these "
                + "weights, or one of them is damaged");
        _used.Add(tensor.Name);
        return tensor;
    }

    /// <summary>The format of most experts' matrices, each of which is looked at.</summary>
    private NumberFormat? OfExperts(string name, TensorShape shape)
    {
        TensorShape each = new(shape[1..]);
        Dictionary<NumberFormat, int> formats = [];
        // No more than there can be, however many a configuration speaks of.
        for (long expert = 0; expert < Math.Min(shape[0], weights.All.Count + 1L); expert++)
        {
            string own = name.Replace(".*.", string.Create(CultureInfo.InvariantCulture, $".{expert}."), StringComparison.Ordinal);
            if (Single(own, each, isSummedByRows: false) is { } tensor)
                formats[tensor.Format] = formats.GetValueOrDefault(tensor.Format) + 1;
            else if (expert == 0 && FromStacked(name) is { } stacked)
                return stacked;
            else if (formats.Count > 0)
                _missing.Add(_names.StoredName(own) ?? own);
            else
                return null;
        }

        return formats.MaxBy(pair => pair.Value).Key;
    }

    /// <summary>Matrices of experts that the files hold as one tensor: <c>experts.gate_up_proj</c>, <c>experts.down_proj</c>.</summary>
    private NumberFormat? FromStacked(string name)
    {
        string[] parts = name.Split(".*.");
        string layer = parts[1].Split('.')[0];
        string[] names = layer is "gate_proj" or "up_proj" ? ["gate_up_proj", "gate_up_proj.weight", layer] : [layer, layer + ".weight"];
        return Taken(names.Select(stacked => $"{parts[0]}.{stacked}"));
    }

    /// <summary>Stacked matrices that the files hold apart: those of an expert each.</summary>
    private NumberFormat? FromApart(string name)
    {
        int dot = name.LastIndexOf('.');
        if (dot < 0 || !name.AsSpan(0, dot).EndsWith("experts", StringComparison.Ordinal))
            return null;
        string[] layers = name[(dot + 1)..] switch
        {
            "gate_up_proj" => ["gate_up_proj", "gate_proj", "up_proj"],
            "down_proj" => ["down_proj"],
            _ => [],
        };
        NumberFormat? format = null;
        foreach (string layer in layers)
        {
            for (int expert = 0; Taken([$"{name[..dot]}.{expert}.{layer}.weight"]) is { } taken; expert++)
                format ??= taken;
        }

        return format;
    }

    private NumberFormat? Taken(IEnumerable<string> names)
    {
        if (names.Select(_names.Find).FirstOrDefault(tensor => tensor is not null) is not { } found)
            return null;
        _used.Add(found.Name);
        return found.Format;
    }

    // Dimensions of size 1 come and go between a framework's forms of a layer. What is packed may be filled up to whole words, and
    // bitsandbytes stores what it has packed as one row.
    private static bool Fits(TensorShape wanted, StoredTensor tensor, bool isSummedByRows)
    {
        if (wanted.Equals(tensor.Shape))
            return true;
        long[] own = [.. wanted.Where(size => size != 1)];
        long[] stored = [.. tensor.Shape.Where(size => size != 1)];
        if (own.AsSpan().SequenceEqual(stored))
            return true;
        if (isSummedByRows && own.Length > 1)
        {
            (own[^1], own[^2]) = (own[^2], own[^1]);
            if (own.AsSpan().SequenceEqual(stored))
                return true;
        }

        if (tensor.Format.Bits >= 8)
            return false;
        return stored.Length == 1
            ? stored[0] >= wanted.Elements && stored[0] - wanted.Elements <= 1
            : stored.Length == own.Length && own.AsSpan(0, own.Length - 1).SequenceEqual(stored.AsSpan(0, own.Length - 1))
                && stored[^1] >= own[^1] && stored[^1] - own[^1] < 64;
    }
}
