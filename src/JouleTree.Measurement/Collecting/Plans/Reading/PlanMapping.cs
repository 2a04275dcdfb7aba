using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>A mapping of a plan: gives values by key, and notes what is wrong with them and which keys are not known.</summary>
internal sealed class PlanMapping
{
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);
    private readonly PlanErrors _errors;

    public PlanMapping(YamlNode node, string what, PlanErrors errors, params IReadOnlyList<string> known)
    {
        Node = node;
        _errors = errors;
        if (node is not YamlMappingNode mapping)
        {
            errors.Add(node, $"{what}: expected keys and values ({string.Join(", ", known)})");
            return;
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            if (known.Contains(name))
                _values[name] = value;
            else
                errors.Add(key, $"'{name}' is not a key of {what}, expected {string.Join(", ", known)}");
        }
    }

    public YamlNode Node { get; }

    public PlanErrors Errors => _errors;

    public YamlNode? Find(string key) => _values.GetValueOrDefault(key);

    public string? Text(string key)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is YamlScalarNode { Value.Length: > 0 } scalar)
            return scalar.Value;
        _errors.Add(node, $"{key}: expected a text");
        return null;
    }

    /// <summary>A text, or several.</summary>
    public IReadOnlyList<string> Texts(string key) => Items(key, (text, _) => text);

    public T Choice<T>(string key, T otherwise, params (string Name, T Value)[] choices)
    {
        if (Text(key) is not { } text)
            return otherwise;
        foreach ((string name, T value) in choices)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        _errors.Add(Find(key)!, $"{key} is '{text}', expected {string.Join(", ", choices.Select(choice => choice.Name))}");
        return otherwise;
    }

    public int? Whole(string key, int least) => Items(key, (text, node) => WholeOf(key, text, node, least)) is [{ } value] ? value : null;

    public IReadOnlyList<int> Wholes(string key, int least) =>
        [.. Items(key, (text, node) => WholeOf(key, text, node, least)).OfType<int>()];

    public double? Number(string key, bool allowZero = false)
    {
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            && (value > 0 || (allowZero && value == 0)))
            return value;
        _errors.Add(Find(key)!, $"{key} is '{text}', expected a number {(allowZero ? "of at least 0" : "above 0")}");
        return null;
    }

    /// <summary>The items of a list of mappings.</summary>
    public IEnumerable<YamlNode> Entries(string key)
    {
        if (Find(key) is not { } node)
            return [];
        if (node is YamlSequenceNode sequence)
            return sequence.Children;
        _errors.Add(node, $"{key}: expected a list, each item beginning with '- '");
        return [];
    }

    private int? WholeOf(string key, string text, YamlNode node, int least)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least)
            return value;
        _errors.Add(node, $"{key} is '{text}', expected a whole number of at least {least}");
        return null;
    }

    private T[] Items<T>(string key, Func<string, YamlNode, T> read)
    {
        if (Find(key) is not { } node)
            return [];
        YamlNode[] nodes = node is YamlSequenceNode sequence ? [.. sequence.Children] : [node];
        List<T> items = [];
        foreach (YamlNode item in nodes)
        {
            if (item is YamlScalarNode { Value.Length: > 0 } scalar)
                items.Add(read(scalar.Value!, item));
            else
                _errors.Add(item, $"{key}: expected a value or a list of values");
        }

        return [.. items];
    }
}
