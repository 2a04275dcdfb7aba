using System.Globalization;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Gguf;

/// <summary>A model of one GGUF file, or of the several that it was split into: metadata of the first, tensors of all.</summary>
/// <param name="name">What messages call it: the file that was named.</param>
/// <param name="title">The file's name without ending and number.</param>
/// <param name="headers">Headers of all its files.</param>
internal sealed partial class GgufFile(string name, string title, IReadOnlyList<GgufHeader> headers)
{
    private const string SplitCount = "split.count";
    private const string SplitNumber = "split.no";
    private const string SplitTensors = "split.tensors.count";

    // Numbers in names have five digits.
    private const int MostFiles = 99999;
    private const int MostNamed = 3;

    private readonly Dictionary<string, GgufTensor> _tensors =
        headers.SelectMany(header => header.Tensors).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    /// <summary>What messages call it.</summary>
    public string Name => name;

    /// <summary>The file's name without ending and number.</summary>
    public string Title => title;

    /// <summary>Headers of all its files, the first of which has the metadata.</summary>
    public IReadOnlyList<GgufHeader> Headers => headers;

    /// <summary>All tensors.</summary>
    public IReadOnlyCollection<GgufTensor> Tensors => _tensors.Values;

    /// <summary>Layers that have tensors: the largest number of one, and 1.</summary>
    public int Layers => _tensors.Keys.Max(tensor => GgufNames.Split(tensor)?.Layer + 1) ?? 0;

    /// <summary>The tensor of a name, or null.</summary>
    /// <param name="tensor">Such as <c>output.weight</c>.</param>
    public GgufTensor? Tensor(string tensor) => _tensors.GetValueOrDefault(tensor);

    /// <summary>A value of the metadata, or null.</summary>
    /// <param name="key">Its key.</param>
    public GgufValue? Find(string key) => headers[0].Find(key);

    /// <summary>A text of the metadata; null where it is not there.</summary>
    /// <param name="key">Its key.</param>
    /// <exception cref="InputException">It is no text, or one of many pages.</exception>
    public string? Text(string key) => Find(key) is not { } value ? null : value.Text ?? throw Fail(key, value, "a text");

    /// <summary>A failure at a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">What it should be.</param>
    public InputException Fail(string key, GgufValue value, string expected) =>
        new(new InputPlace(name, Field: key), $"is {value.Shown}, expected {expected}");

    /// <summary>A failure.</summary>
    /// <param name="problem">What is wrong.</param>
    public InputException Fail(string problem) => new(new InputPlace(name), problem);

    /// <summary>Reads the headers of a file and of those that it was split into, which lie beside it.</summary>
    /// <param name="file">The file, or any one of several.</param>
    /// <exception cref="InputException">It is no such file, a damaged one, or others of its parts are missing.</exception>
    public static GgufFile Open(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(GgufReader.Read(file), file.Name, file.Path);
    }

    /// <summary>A file of the first bytes of another, such as an upload.</summary>
    /// <param name="stream">The first bytes.</param>
    /// <param name="file">What the file is called.</param>
    /// <exception cref="InputException">It is no such file, damaged, a part of several, or its header is longer.</exception>
    public static GgufFile OfStart(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Of(GgufReader.Read(stream, file, stream.Length, isWhole: false), file, path: null);
    }

    /// <summary>A file's name without ending, and without number where it has one of a part.</summary>
    /// <param name="path">Its path.</param>
    public static string TitleOf(string path) =>
        PartName().Match(WithoutEnding(path)) is { Success: true } part ? part.Groups[1].Value : WithoutEnding(path);

    /// <summary>True for a part of a model that is not its first.</summary>
    /// <param name="path">Its path.</param>
    public static bool IsLaterPart(string path) =>
        PartName().Match(WithoutEnding(path)) is { Success: true } part && part.Groups[2].Value != "00001";

    private static string WithoutEnding(string path)
    {
        string title = Path.GetFileName(path);
        return title.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? title[..^".gguf".Length] : title;
    }

    private static GgufFile Of(GgufHeader header, string name, string? path)
    {
        string title = WithoutEnding(path ?? name);
        long parts = Number(header, SplitCount) ?? 1;
        if (parts <= 1)
            return new GgufFile(name, title, [header]);
        if (parts > MostFiles)
            throw Fail(header, SplitCount, $"is {parts}, expected at most {MostFiles}");
        Match match = PartName().Match(title);
        if (!match.Success || path is null || long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) != parts)
            throw Fail(header, SplitCount, $"is {parts}: the file is one of {parts} parts, whose names end in -00001-of-"
                + $"{parts:00000}.gguf, and which are read together from one folder; name one of them there");
        return new GgufFile(name, match.Groups[1].Value, Parts(header, name, path, match.Groups[1].Value, (int)parts));
    }

    private static List<GgufHeader> Parts(GgufHeader header, string name, string path, string title, int count)
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        string[] paths = [.. Enumerable.Range(1, count).Select(part => Path.Combine(folder, Part(title, part, count)))];
        // What the user called the folder, which may be served to strangers under another name.
        string shown = Path.GetDirectoryName(name) ?? "";
        string[] missing = [.. paths.Where(part => !System.IO.File.Exists(part)).Select(part => Path.GetFileName(part)!)];
        if (missing.Length > 0)
            throw new InputException(new InputPlace(name), $"is one of {count} parts, of which {missing.Length} are missing beside it: "
                + string.Join(", ", missing.Take(MostNamed)) + (missing.Length > MostNamed ? ", ..." : ""));
        List<GgufHeader> headers = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int part = 0; part < count; part++)
        {
            GgufHeader read = paths[part] == path
                ? header
                : GgufReader.Read(new InputFile(paths[part], Path.Combine(shown, Path.GetFileName(paths[part]))));
            if (Number(read, SplitCount) != count || Number(read, SplitNumber) != part)
                throw Fail(read, SplitNumber, $"is {Number(read, SplitNumber)?.ToString(CultureInfo.InvariantCulture) ?? "missing"} of "
                    + $"{Number(read, SplitCount)?.ToString(CultureInfo.InvariantCulture) ?? "one"}, expected {part} of {count}, as the "
                    + "file is called");
            foreach (GgufTensor tensor in read.Tensors)
            {
                if (!names.Add(tensor.Name))
                    throw new InputException(new InputPlace(read.File),
                        $"tensor {GgufText.Shown(tensor.Name)} stands in an earlier part, too, expected it once");
            }

            headers.Add(read);
        }

        return Number(headers[0], SplitTensors) is { } tensors && tensors != names.Count
            ? throw Fail(headers[0], SplitTensors, $"is {tensors}, and the {count} parts hold {names.Count} tensors: one is of "
                + "another model")
            : headers;
    }

    private static string Part(string title, int part, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{title}-{part:00000}-of-{count:00000}.gguf");

    private static long? Number(GgufHeader header, string key) => header.Find(key) is not { } value ? null
        : value.Whole ?? throw Fail(header, key, $"is {value.Shown}, expected a whole number");

    private static InputException Fail(GgufHeader header, string key, string problem) =>
        new(new InputPlace(header.File, Field: key), problem);

    [GeneratedRegex(@"^(.+)-(\d{5})-of-(\d{5})$", RegexOptions.CultureInvariant)]
    private static partial Regex PartName();
}
