using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Zoo;

/// <summary>
/// Changes to a configuration: fields of a Hugging Face config.json, or <c>key=value</c> pairs, by name. A family asks for
/// the fields that it knows; what nobody asked for is refused afterwards.
/// </summary>
public sealed partial class ConfigFields
{
    // Fields that describe files, training or output formats: they stand in every config.json and change no shape.
    private static readonly string[] WithoutMeaning =
    [
        "_name_or_path", "_num_labels", "architectures", "attn_implementation", "bos_token_id",
        "chunk_size_feed_forward", "cls_token_id", "dtype", "eos_token_id", "finetuning_task",
        "gradient_checkpointing", "id2label", "initializer_range", "label2id", "language", "license", "mask_token_id",
        "model_type", "name", "num_labels", "output_attentions", "output_hidden_states", "output_past",
        "pad_token_id", "problem_type", "return_dict", "sep_token_id", "task_specific_params", "tie_word_embeddings",
        "tokenizer_class", "torch_dtype", "torchscript", "transformers_version", "unk_token_id", "use_cache",
        "xla_device",
    ];

    private readonly Dictionary<string, (string Text, InputPlace Place)> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(WithoutMeaning, StringComparer.Ordinal);

    private readonly HashSet<string> _nulls = new(StringComparer.Ordinal);

    private List<(string Name, int Value)>? _sizes;

    private ConfigFields()
    {
    }

    /// <summary>No change.</summary>
    public static ConfigFields Empty() => new();

    /// <summary>Adds the fields of a config.json; a later addition of the same field wins.</summary>
    /// <param name="file">A JSON file holding one object.</param>
    /// <exception cref="InputException">The file cannot be read or is not a JSON object.</exception>
    public ConfigFields AddFile(InputFile file)
    {
        try
        {
            using StreamReader reader = new(file.Open());
            // Python writes numbers that JSON has not.
            using JsonDocument document = JsonDocument.Parse(BareInfinity().Replace(reader.ReadToEnd(), "\"Infinity\""));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InputException(new InputPlace(file.Name),
                    $"holds a JSON {document.RootElement.ValueKind}, expected an object of configuration fields");
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Null)
                {
                    _nulls.Add(property.Name);
                    _fields.Remove(property.Name);
                    continue;
                }

                _nulls.Remove(property.Name);
                string text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
                _fields[property.Name] = (text, new InputPlace(file.Name, Field: property.Name));
            }

            return this;
        }
        catch (JsonException error)
        {
            throw new InputException(new InputPlace(file.Name, error.LineNumber + 1), "is not JSON: " + error.Message.Split(". ")[0],
                error);
        }
    }

    /// <summary>Adds a <c>key=value</c> pair; it wins over earlier ones.</summary>
    /// <param name="pair">Text such as <c>num_hidden_layers=6</c>.</param>
    /// <exception cref="InputException">It is not a pair.</exception>
    public ConfigFields AddPair(string pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == pair.Length - 1)
            throw new InputException(new InputPlace(Argument: nameof(ConfigFields)),
                $"`{nameof(ConfigFields)}` {pair}: expected KEY=VALUE, such as num_hidden_layers=6");
        (string name, string text) = (pair[..equals].Trim(), pair[(equals + 1)..].Trim());
        _fields[name] = (text, new InputPlace(Field: name));
        _nulls.Remove(name);
        return this;
    }

    /// <summary>A size: a whole number of at least 1.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="names">Its name, and others that mean the same.</param>
    /// <exception cref="InputException">The value is no such number.</exception>
    internal int Size(int current, params ReadOnlySpan<string> names)
    {
        // A size of 0 stands for one that follows from others.
        if (current > 0)
            _sizes?.Add((names[0], current));
        if (Find(names) is not { } field)
            return current;
        return int.TryParse(field.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int size) && size >= 1
            ? size
            : throw Wrong(field, "a whole number from 1 to 2147483647");
    }

    /// <summary>A whole number of at least 0.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is no such number.</exception>
    internal int Count(int current, string name)
    {
        if (Find(name) is not { } field)
            return current;
        return int.TryParse(field.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : throw Wrong(field, "a whole number from 0 on");
    }

    /// <summary>A size that may be absent: in a file as null, in a pair as <c>null</c>.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is neither a size nor null.</exception>
    internal int? OptionalSize(int? current, string name)
    {
        if (_nulls.Contains(name) || Find(name) is { Text: "null" })
            return null;
        int size = Size(current ?? 0, name);
        return size > 0 ? size : null;
    }

    /// <summary>The items of a list, or null where it is absent or null.</summary>
    /// <param name="name">Its name.</param>
    internal IReadOnlyList<string>? Items(string name) => Find(name) is { } field
        ? [.. field.Text.Trim().Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(item => item.Trim('"'))]
        : null;

    /// <summary>Positions from 0 on, in a list that may be empty.</summary>
    /// <param name="current">Their values where they are not changed.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="what">What is numbered.</param>
    /// <exception cref="InputException">The value is no such list.</exception>
    internal IReadOnlyList<int> Positions(IReadOnlyList<int> current, string name, string what)
    {
        if (Items(name) is not { } items)
            return current;
        int[] positions = new int[items.Count];
        for (int index = 0; index < positions.Length; index++)
        {
            if (!int.TryParse(items[index], NumberStyles.None, CultureInfo.InvariantCulture, out positions[index]))
                throw Wrong(Find(name)!.Value, $"numbers of {what} from 0 on");
        }

        return positions;
    }

    /// <summary>A list that must be the one that follows from other fields, if it is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expected">Its items.</param>
    /// <exception cref="InputException">It is another.</exception>
    internal void OnlyItems(string name, IEnumerable<string> expected)
    {
        if (Items(name) is { } items && !items.SequenceEqual(expected, StringComparer.OrdinalIgnoreCase))
            throw Wrong(Find(name)!.Value, $"[{string.Join(", ", expected)}], as its other fields say");
    }

    /// <summary>Several sizes: whole numbers of at least 1.</summary>
    /// <param name="current">Their values where they are not changed.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="InputException">The value is no such list, or of another length.</exception>
    internal IReadOnlyList<int> Sizes(IReadOnlyList<int> current, string name)
    {
        ArgumentNullException.ThrowIfNull(current);
        if (Find(name) is not { } field)
            return current;
        string[] parts = field.Text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        int[] sizes = new int[parts.Length];
        for (int index = 0; index < parts.Length; index++)
        {
            if (!int.TryParse(parts[index], NumberStyles.Integer, CultureInfo.InvariantCulture, out sizes[index]) || sizes[index] < 1)
                throw Wrong(field, $"whole numbers of at least 1, such as {string.Join(',', current)}");
        }

        return sizes.Length == current.Count ? sizes : throw Wrong(field, $"{current.Count} numbers");
    }

    /// <summary>A number of at least 0.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is no such number.</exception>
    internal double Number(double current, string name)
    {
        if (Find(name) is not { } field)
            return current;
        return double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            && number >= 0
            ? number
            : throw Wrong(field, "a number of at least 0");
    }

    /// <summary>A truth value.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is neither true nor false.</exception>
    internal bool Flag(bool current, string name)
    {
        if (Find(name) is not { } field)
            return current;
        return bool.TryParse(field.Text, out bool flag) ? flag : throw Wrong(field, "true or false");
    }

    /// <summary>One of some texts.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <param name="allowed">The texts that the family knows.</param>
    /// <exception cref="InputException">The value is another text.</exception>
    internal string Text(string current, string name, params string[] allowed)
    {
        if (Find(name) is not { } field)
            return current;
        return Array.IndexOf(allowed, field.Text) >= 0 ? field.Text : throw Wrong(field, string.Join(" or ", allowed));
    }

    /// <summary>A text of some letters, such as a pattern of layers.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <param name="letters">The letters that the family knows.</param>
    /// <exception cref="InputException">The value is empty or has other letters.</exception>
    internal string Letters(string current, string name, string letters)
    {
        if (Find(name) is not { } field)
            return current;
        return field.Text.Length > 0 && field.Text.All(letters.Contains)
            ? field.Text
            : throw Wrong(field, $"letters of {string.Join(" ", letters.ToCharArray())}, such as {current}");
    }

    /// <summary>A smallest and a largest number, which may be infinite.</summary>
    /// <param name="current">Their values where they are not changed.</param>
    /// <param name="name">Their name.</param>
    /// <exception cref="InputException">The value is no such pair.</exception>
    internal (double Low, double High) Bounds((double Low, double High) current, string name)
    {
        if (Find(name) is not { } field)
            return current;
        // JSON has no infinity: Python writes it as if there were one, or as a text.
        string[] parts = field.Text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == 2 && Parsed(parts[0]) is { } low && Parsed(parts[1]) is { } high && low >= 0 && high > low
            ? (low, high)
            : throw Wrong(field, "two rising numbers of at least 0, such as [0.0, 0.1]");

        static double? Parsed(string part) => part.Contains("Infinity", StringComparison.Ordinal)
            ? double.PositiveInfinity
            : double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
    }

    /// <summary>A field that would change the network's structure, and that has one value here.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value that it must have, if it is there.</param>
    /// <exception cref="InputException">It has another.</exception>
    internal void Only(string name, string value) => Text(value, name, value);

    /// <summary>Fields that are known and change nothing that is counted, such as dropout probabilities.</summary>
    /// <param name="names">Their names.</param>
    internal void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            _asked.Add(name);
    }

    /// <summary>No change, noting every size that is asked for.</summary>
    /// <param name="sizes">Takes names and values.</param>
    internal static ConfigFields Noting(List<(string Name, int Value)> sizes) => new() { _sizes = sizes };

    /// <summary>Refuses a config.json of another family.</summary>
    /// <param name="modelType">The family's <c>model_type</c>.</param>
    internal void RefuseOtherFamily(string modelType)
    {
        if (_fields.TryGetValue("model_type", out (string Text, InputPlace Place) field) && field.Text != modelType)
            throw new InputException(field.Place, $"is '{field.Text}', expected '{modelType}': name a model of that family instead");
    }

    /// <summary>Refuses fields that nobody asked for.</summary>
    internal void RefuseUnread()
    {
        foreach ((string name, (string Text, InputPlace Place) field) in _fields)
        {
            if (_asked.Contains(name))
                continue;
            IReadOnlyList<string> near = NearNames.Of(name, _asked);
            string known = string.Join(", ", _asked.Except(WithoutMeaning).Order(StringComparer.Ordinal));
            throw new InputException(field.Place, near.Count > 0
                ? $"is not a field of this family; did you mean {near[0]}?"
                : $"is not a field of this family; its fields are {known}");
        }
    }

    /// <summary>Refuses a hidden size that its heads cannot share.</summary>
    /// <param name="hidden">Hidden size.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <exception cref="InputException">It is not divisible.</exception>
    internal static void CheckHeads(int hidden, int heads)
    {
        if (hidden % heads != 0)
            throw new InputException(
                $"a hidden size of {hidden} cannot be divided among {heads} attention heads: choose a multiple of {heads}");
    }

    private (string Text, InputPlace Place)? Find(params ReadOnlySpan<string> names)
    {
        (string, InputPlace)? found = null;
        foreach (string name in names)
        {
            _asked.Add(name);
            if (_fields.TryGetValue(name, out (string Text, InputPlace Place) field))
                found ??= field;
        }

        return found;
    }

    [GeneratedRegex(@"(?<=[\[:,]\s*)Infinity(?=\s*[,\]}])")]
    private static partial Regex BareInfinity();

    private static InputException Wrong((string Text, InputPlace Place) field, string expected) =>
        new(field.Place, $"is {field.Text}, expected {expected}");
}
