using System.Text;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Graphs.Zoo;

/// <summary>
/// Changes to a configuration: fields of a Hugging Face config.json, or <c>key=value</c> pairs, by name. A family asks for
/// the fields that it knows; what nobody asked for is refused afterwards, or named and ignored where it cannot change what is counted.
/// </summary>
public sealed partial class ConfigFields
{
    private const string Expected = "an object of configuration fields";

    // No configuration is longer, whatever it lists.
    private const int MaxLength = 16 << 20;

    // Members of a configuration of several parts that hold for its text part, too, where that says nothing of its own.
    private static readonly string[] OfTheWhole =
        ["_name_or_path", "dtype", "model_type", "quantization_config", "tie_word_embeddings", "torch_dtype"];

    private readonly Dictionary<string, ConfigValue> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<string> _remarks = [];
    private int _layers;
    private List<(string Name, object? Value)>? _noted;

    private ConfigFields()
    {
    }

    /// <summary>No change.</summary>
    public static ConfigFields Empty() => new();

    /// <summary>What a reader should know of how the fields were read: parts that are not counted, fields that are ignored.</summary>
    internal IReadOnlyList<string> Remarks => _remarks;

    /// <summary>The file that was added last; null for none.</summary>
    internal string? File { get; private set; }

    /// <summary>Number of fields.</summary>
    internal int Count => _fields.Count;

    /// <summary>Adds the fields of a config.json; a later addition of the same field wins.</summary>
    /// <param name="file">
    /// A JSON file holding one object; of one of several parts, such as text and images, the fields of <c>text_config</c> are taken.
    /// </param>
    /// <exception cref="InputException">The file cannot be read or is not a JSON object.</exception>
    public ConfigFields AddFile(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        IReadOnlyDictionary<string, ConfigValue> members = MembersOf(file);
        File = file.Name;
        if (members.TryGetValue("text_config", out ConfigValue? part) && part.Members() is { } ofText)
            members = TextOf(members, ofText);
        foreach ((string name, ConfigValue value) in members)
            _fields[name] = value;
        return this;
    }

    /// <summary>Adds types that ModelOpt wrote beside a configuration (<c>hf_quant_config.json</c>), if that has none itself.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">The file cannot be read or is not a JSON object.</exception>
    internal void AddQuantization(InputFile file)
    {
        if (MembersOf(file).TryGetValue("quantization", out ConfigValue? types))
            _fields.TryAdd("quantization_config", types);
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
        string name = pair[..equals].Trim();
        _fields[name] = ConfigValue.Typed(pair[(equals + 1)..].Trim(), name, ++_layers);
        return this;
    }

    /// <summary>These changes to what a file says, to be read once.</summary>
    /// <param name="file">The fields of the file; null for none.</param>
    internal ConfigFields Over(ConfigFields? file)
    {
        if (file is null)
            return Copy();
        ConfigFields both = file.Copy();
        foreach ((string name, ConfigValue value) in _fields)
            both._fields[name] = value.Above(file._layers);
        both._layers += _layers;
        both._remarks.AddRange(_remarks);
        both.File = File ?? file.File;
        return both;
    }

    /// <summary>The same fields, noting every value that a family reads.</summary>
    /// <param name="noted">Takes names and values: numbers, texts, truth values, or null for none.</param>
    internal ConfigFields Noting(List<(string Name, object? Value)> noted)
    {
        ConfigFields copy = Copy();
        copy._noted = noted;
        return copy;
    }

    /// <summary>A remark for those who read counts.</summary>
    /// <param name="text">A sentence without a full stop.</param>
    internal void Remark(string text) => _remarks.Add(text);

    private IReadOnlyDictionary<string, ConfigValue> MembersOf(InputFile file)
    {
        int layer = ++_layers;
        // Python writes numbers that JSON has not.
        byte[] text = Encoding.UTF8.GetBytes(BareInfinity().Replace(ReadText(file), "\"Infinity\""));
        ConfigValue root = JsonInput.Read(text, file.Name, Expected,
            input => new ConfigValue(input.Kept(), new InputPlace(file.Name), isByHand: false, layer));
        return root.Members() ?? throw root.Expected(Expected);
    }

    private ConfigFields Copy()
    {
        ConfigFields copy = new() { _layers = _layers, File = File };
        foreach ((string name, ConfigValue value) in _fields)
            copy._fields.Add(name, value);
        copy._remarks.AddRange(_remarks);
        return copy;
    }

    private static string ReadText(InputFile file)
    {
        using StreamReader reader = file.OpenText();
        StringBuilder text = new();
        char[] piece = new char[1 << 14];
        for (int length; (length = reader.Read(piece)) > 0;)
        {
            if (text.Append(piece, 0, length).Length > MaxLength)
                throw new InputException(new InputPlace(file.Name), $"is longer than {MaxLength >> 20} MiB, expected {Expected}");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"(?<=[\[:,]\s*)Infinity(?=\s*[,\]}])")]
    private static partial Regex BareInfinity();

    private Dictionary<string, ConfigValue> TextOf(
        IReadOnlyDictionary<string, ConfigValue> whole, IReadOnlyDictionary<string, ConfigValue> text)
    {
        Dictionary<string, ConfigValue> fields = new(text, StringComparer.Ordinal);
        foreach (string name in OfTheWhole)
        {
            if (whole.TryGetValue(name, out ConfigValue? value))
                fields.TryAdd(name, value);
        }

        string[] others = [.. whole.Keys.Where(name => name.EndsWith("_config", StringComparison.Ordinal)
            && name is not ("text_config" or "quantization_config" or "generation_config") && whole[name].Members() is not null)];
        _remarks.Add("of the configuration only text_config is counted"
            + (others.Length > 0 ? $"; {string.Join(", ", others.Order(StringComparer.Ordinal))} and what joins the parts are not" : ""));
        return fields;
    }
}
