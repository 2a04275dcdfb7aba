using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Graphs.Gguf;

/// <summary>
/// A model as its GGUF file tells it: the metadata as a configuration of one of the zoo's families, each tensor with its own type, and the
/// output layer on those that write text.
/// </summary>
internal static class GgufModel
{
    private const string Ending = ".gguf";
    private const string ArchitectureKey = "general.architecture";

    /// <summary>True for a name that ends in .gguf.</summary>
    /// <param name="name">A name or a path.</param>
    public static bool IsName(string name) => Split(name).Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>A path and the head behind it, if there is one.</summary>
    /// <param name="name">Such as <c>bge-large.gguf:sequence-classification</c>.</param>
    public static (string Path, string? Head) Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int colon = name.LastIndexOf(Ending + ":", StringComparison.OrdinalIgnoreCase);
        return colon < 0 ? (name, null) : (name[..(colon + Ending.Length)], name[(colon + Ending.Length + 1)..]);
    }

    /// <summary>True for what begins as such a file does.</summary>
    /// <param name="file">A file that is there, or a stream.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static bool IsOne(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return GgufReader.IsOne(file.Peek(GgufReader.StartLength).Span);
    }

    /// <summary>The model of a file, or of the files that it was split into.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">It is damaged, of an unknown architecture, or its metadata do not fit together.</exception>
    public static ZooModel Open(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        (string path, string? head) = Split(file.Path ?? file.Name);
        if (head is null)
            return Of(GgufFile.Open(file));
        ZooModel model = Of(GgufFile.Open(path));
        return (model with { Head = TaskHead.None }).With(model.Family.HeadOf(head));
    }

    /// <summary>The model of a folder: its only file, or one of the parts of its only model; null where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">There are several, or the folder cannot be read.</exception>
    public static string? InFolder(string folder)
    {
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(folder, "cannot be read", error);
        }

        // What sees or hears for a model lies beside it.
        files = [.. files.Where(file => !Path.GetFileName(file).StartsWith("mmproj", StringComparison.OrdinalIgnoreCase))];
        string[] models = [.. files.GroupBy(file => GgufFile.TitleOf(file), StringComparer.Ordinal).Select(parts => parts.First())];
        return models.Length <= 1 ? models.FirstOrDefault() : throw new InputException(new InputPlace(folder),
            $"has {models.Length} models: name one, such as {models[0]}");
    }

    /// <summary>The model of a file of which the first bytes are there.</summary>
    /// <param name="stream">The first bytes.</param>
    /// <param name="name">What the file is called.</param>
    /// <exception cref="InputException">As of <see cref="Open"/>; or the header is longer than that.</exception>
    public static ZooModel OpenStart(Stream stream, string name) => Of(GgufFile.OfStart(stream, name));

    /// <summary>The model of a file.</summary>
    /// <param name="file">Its headers.</param>
    /// <exception cref="InputException">As of <see cref="Open"/>.</exception>
    public static ZooModel Of(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        GgufArchitecture architecture = ArchitectureOf(file);
        ConfigFields fields = Fields(file, architecture);
        ZooFamily family = ModelZoo.Families.First(known => known.IsOf(fields.ModelType!));
        ZooModel model = new(NameOf(file), family, null, null)
        {
            Fields = fields,
            Weights = GgufWeights.Of(file, architecture.Names),
        };
        return architecture.WritesText ? model.With(TaskHead.LMHead) with { Name = model.Name } : model;
    }

    private static GgufArchitecture ArchitectureOf(GgufFile file)
    {
        string known = string.Join(", ", GgufArchitecture.Known);
        if (file.Text(ArchitectureKey) is not { } name)
            throw new InputException(new InputPlace(file.Name, Field: ArchitectureKey), $"is missing, expected one of {known}");
        if (name == "clip" || file.Text("general.type") is "mmproj")
            throw file.Fail("is the part of a model that sees or hears (mmproj): name the file of its language model");
        if (file.Text("general.type") is { } type && type is not "model")
            throw file.Fail($"is of type {GgufText.Shown(type)}, expected a model: name the file of the model itself");
        return GgufArchitecture.Find(name) ?? throw new InputException(new InputPlace(file.Name, Field: ArchitectureKey),
            $"is '{GgufText.Shown(name)}', which is not known here; known are {known} "
            + "(of others a config.json may be)");
    }

    private static ConfigFields Fields(GgufFile file, GgufArchitecture architecture)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            string type = architecture.Configure(new GgufConfig(file, file.Text(ArchitectureKey)!, json));
            json.WriteString("model_type", type);
            // Programs that read such files compute with 16 or 32 bits and keep keys and values in 16.
            json.WriteString("torch_dtype", "float16");
            json.WriteEndObject();
        }

        byte[] text = stream.ToArray();
        return ConfigFields.Empty().AddFile(InputFile.OfStream(() => new MemoryStream(text), file.Name));
    }

    /// <summary>As its maker calls it, in one word; else as the file is called.</summary>
    private static string NameOf(GgufFile file)
    {
        string given = (file.Find("general.name")?.Text ?? "").Trim().Replace(' ', '-');
        return given.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(given[0])
            && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? given
            : file.Title;
    }

    /// <summary>The tokenizer that the metadata hold; null for none.</summary>
    /// <param name="file">The file.</param>
    public static StoredTokenizer? TokenizerOf(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Find("tokenizer.ggml.tokens")?.Count is not { } tokens)
            return null;
        long bytes = file.Headers[0].Metadata.Where(pair => pair.Key.StartsWith("tokenizer.", StringComparison.Ordinal))
            .Sum(pair => pair.Value.Bytes);
        return new StoredTokenizer(
            file.Find("tokenizer.ggml.model")?.Text, tokens, file.Find("tokenizer.ggml.merges")?.Count, bytes);
    }
}
