using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>A value of a configuration: of a file, where its kind must be right, or typed by hand, where all is text.</summary>
/// <param name="json">The value; what was typed and is no JSON by itself is a text.</param>
/// <param name="place">Where it stands.</param>
/// <param name="isByHand">True for one that was typed.</param>
/// <param name="layer">Values of higher layers win over those of lower ones.</param>
internal sealed class ConfigValue(JsonElement json, InputPlace place, bool isByHand, int layer)
{
    private const int LongestShown = 60;

    /// <summary>Where it stands.</summary>
    public InputPlace Place => place;

    /// <summary>True for one that was typed.</summary>
    public bool IsByHand => isByHand;

    /// <summary>Its layer.</summary>
    public int Layer => layer;

    /// <summary>True for null: none, in Python's words.</summary>
    public bool IsNull => json.ValueKind == JsonValueKind.Null;

    /// <summary>Null, false, 0, an empty text, list or object: nothing is switched on.</summary>
    public bool IsOff => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => Number() == 0,
        JsonValueKind.String => Raw.Length == 0,
        JsonValueKind.Array => json.GetArrayLength() == 0,
        JsonValueKind.Object => !json.EnumerateObject().MoveNext(),
        _ => false,
    };

    /// <summary>What stands there, for messages: in one line, and not too long.</summary>
    public string Shown
    {
        get
        {
            string text = isByHand || json.ValueKind != JsonValueKind.String ? Raw : $"the text '{Raw}'";
            text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
            return text.Length > LongestShown ? text[..LongestShown] + "..." : text;
        }
    }

    private string Raw => json.ValueKind == JsonValueKind.String ? Unicode(json) : json.GetRawText();

    /// <summary>A value that was typed.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="name">Name of its field.</param>
    /// <param name="layer">Its layer.</param>
    public static ConfigValue Typed(string text, string name, int layer) =>
        new(JsonOf(text), new InputPlace(Field: name), isByHand: true, layer);

    /// <summary>The same value in a higher layer.</summary>
    /// <param name="layers">How much higher.</param>
    public ConfigValue Above(int layers) => new(json, place, isByHand, layer + layers);

    /// <summary>A whole number, or null for any other value.</summary>
    public long? Whole() => json.ValueKind switch
    {
        JsonValueKind.Number => json.TryGetInt64(out long number) ? number : null,
        JsonValueKind.String when isByHand =>
            long.TryParse(Raw, NumberStyles.Integer, CultureInfo.InvariantCulture, out long typed) ? typed : null,
        _ => null,
    };

    /// <summary>A finite number, or null for any other value.</summary>
    public double? Number() => json.ValueKind switch
    {
        JsonValueKind.Number => json.TryGetDouble(out double number) && double.IsFinite(number) ? number : null,
        JsonValueKind.String when isByHand =>
            double.TryParse(Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out double typed) && double.IsFinite(typed)
                ? typed
                : null,
        _ => null,
    };

    /// <summary>True or false; null for any other value, but false for null.</summary>
    public bool? Flag() => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        JsonValueKind.String when isByHand => bool.TryParse(Raw, out bool typed) ? typed : null,
        _ => null,
    };

    /// <summary>A text, or null for any other value.</summary>
    public string? Text() => json.ValueKind == JsonValueKind.String ? Raw : null;

    /// <summary>The items of a list, or null for any other value; what was typed may stand between commas.</summary>
    public IReadOnlyList<ConfigValue>? Items() => json.ValueKind switch
    {
        JsonValueKind.Array => [.. json.EnumerateArray().Select(item => new ConfigValue(item, place, isByHand, layer))],
        JsonValueKind.Object or JsonValueKind.Null => null,
        _ when isByHand =>
            [.. Raw.Split(',', StringSplitOptions.TrimEntries).Select(item => new ConfigValue(JsonOf(item), place, true, layer))],
        _ => null,
    };

    /// <summary>The members of an object, or null for any other value.</summary>
    /// <exception cref="InputException">A name stands twice.</exception>
    public IReadOnlyDictionary<string, ConfigValue>? Members()
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        Dictionary<string, ConfigValue> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            string name = NameOf(member);
            string path = place.Field is null ? name : $"{place.Field}.{name}";
            ConfigValue value = new(member.Value, place with { Field = path }, isByHand, layer);
            if (!members.TryAdd(name, value))
                throw value.Fail("stands twice in one object, expected it once");
        }

        return members;
    }

    /// <summary>A failure at this value.</summary>
    /// <param name="problem">What is wrong.</param>
    public InputException Fail(string problem) => new(place, problem);

    /// <summary>A failure because it is of another kind.</summary>
    /// <param name="expected">What it should be.</param>
    public InputException Expected(string expected) => Fail($"is {Shown}, expected {expected}");

    private static JsonElement JsonOf(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            using JsonDocument quoted = JsonDocument.Parse($"\"{JsonEncodedText.Encode(text)}\"");
            return quoted.RootElement.Clone();
        }
    }

    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Fail("holds a name that is not valid Unicode");
        }
    }

    // Half a surrogate pair shows only when the text is asked for.
    private static string Unicode(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }
}
