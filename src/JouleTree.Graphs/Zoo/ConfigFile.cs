using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Zoo;

/// <summary>
/// Models that a Hugging Face config.json describes, by its path: the family by <c>model_type</c>, all sizes by its fields.
/// </summary>
internal static class ConfigFile
{
    private const string Ending = ".json";

    // As much as tells a line of a tree file from a configuration.
    private const int Start = 1 << 14;

    /// <summary>
    /// True for the path of a file that ends in .json, with or without a head behind a colon (<c>config.json:lm-head</c>).
    /// </summary>
    /// <param name="name">A name or a path.</param>
    public static bool IsName(string name) => Split(name).Path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a file whose name ends in .json and that holds no trees, and for a stream that holds a configuration.</summary>
    /// <param name="file">A file that is there, or a stream.</param>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static bool IsOne(InputFile file)
    {
        // A stream has no name that says what it is.
        bool isNamed = file.Path is not null;
        if (isNamed && !file.Path!.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
            return false;
        if (!file.StartsAsJsonObject())
            return isNamed;
        string start = Encoding.UTF8.GetString(file.Peek(Start).Span);
        return Holds("model_type") || (isNamed && !(Holds("frontend_tree") || Holds("model_name")));

        bool Holds(string member) => start.Contains($"\"{member}\"", StringComparison.Ordinal);
    }

    /// <summary>The model of a configuration.</summary>
    /// <param name="file">Its file, or that with a head behind a colon.</param>
    /// <exception cref="InputException">The file is none, its family is not known, or does not have the head.</exception>
    public static ZooModel Open(InputFile file)
    {
        (string path, string? head) = Split(file.Path ?? file.Name);
        return Read(head is null ? file : new InputFile(path), head);
    }

    /// <summary>The model of a configuration.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="head">Name of a head; null for none.</param>
    /// <exception cref="InputException">The file is none, its family is not known, or does not have the head.</exception>
    public static ZooModel Read(InputFile file, string? head = null)
    {
        ConfigFields fields = ConfigFields.Empty().AddFile(file);
        ZooModel model = new(NameOf(fields, file), FamilyOf(fields), null, null) { Fields = fields };
        return head is null ? model : model.With(model.Family.HeadOf(head));
    }

    private static ZooFamily FamilyOf(ConfigFields fields)
    {
        ZooFamily[] families = [.. ModelZoo.Families.Where(family => family.TakesConfigurations)];
        string[] types = [.. families.SelectMany(family => family.Wrappers.Prepend(family.ModelType)).Order(StringComparer.Ordinal)];
        string known = string.Join(", ", types);
        if (fields.ModelType is not { } type)
            throw new InputException(new InputPlace(fields.File, Field: "model_type"),
                $"is missing: expected the configuration of a model from Hugging Face, which names its family; known are {known}");
        if (Array.Find(families, family => family.IsOf(type)) is { } found)
            return found;
        if (ModelZoo.Families.FirstOrDefault(family => family.IsOf(type)) is { } named)
            throw fields.Fail("model_type", $"is '{type}', and models of {named.Name} are known by name only: name one, such as "
                + $"{named.Models[0].Name}, with changes (`{nameof(ConfigFields)}`)", nameof(ConfigFields));
        string near = string.Join(" or ", NearNames.Of(type, types));
        throw fields.Fail("model_type",
            $"is '{type}', a family that is not known here; "
            + (near.Length > 0 ? $"did you mean {near}? Known are {known}" : $"known are {known}"));
    }

    /// <summary>What trees call the model: as the configuration does where that is plain, else as the file or its folder.</summary>
    private static string NameOf(ConfigFields fields, InputFile file)
    {
        if (fields.Name is { } given && IsPlain(given))
            return given;
        if (!string.Equals(file.Title, "config", StringComparison.OrdinalIgnoreCase) || file.Path is not { } path)
            return file.Title;
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        return folder.Length > 0 ? folder : file.Title;
    }

    // llama-3 or meta-llama/Llama-3.1-8B, but no path of somebody's machine.
    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 100 && name.Count(c => c == '/') <= 1 && char.IsAsciiLetterOrDigit(name[0]) && !name.EndsWith('/')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');

    /// <summary>A path and the head behind it, if there is one.</summary>
    /// <param name="name">Such as <c>config.json:lm-head</c>.</param>
    public static (string Path, string? Head) Split(string name)
    {
        int colon = name.LastIndexOf(Ending + ":", StringComparison.OrdinalIgnoreCase);
        return colon < 0 ? (name, null) : (name[..(colon + Ending.Length)], name[(colon + Ending.Length + 1)..]);
    }
}
