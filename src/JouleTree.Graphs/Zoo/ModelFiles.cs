using System.Globalization;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Weights;
using JouleTree.Graphs.Weights.Safetensors;

namespace JouleTree.Graphs.Zoo;

/// <summary>
/// Models as they lie on somebody's disk: a folder in Hugging Face's layout (<c>config.json</c>, <c>*.safetensors</c>, perhaps an
/// index), or a <c>.safetensors</c> file with its <c>config.json</c> beside it. Headers of weights are read, no weights.
/// </summary>
internal static partial class ModelFiles
{
    private const string Configuration = "config.json";
    private const string ModelOptimizer = "hf_quant_config.json";
    private const string Ending = ".safetensors";
    private const string IndexEnding = ".safetensors.index.json";
    private const int MostNamed = 3;

    // The endings of single files of weights; a colon behind one stands before a head. A format that brings its own configuration joins
    // here and in Open.
    private static readonly string[] Endings = [Ending];

    /// <summary>True for the path of a file of weights, and for that of a folder with a configuration, with or without a head.</summary>
    /// <param name="name">A name or a path.</param>
    public static bool IsName(string name)
    {
        string path = Split(name).Path;
        return Array.Exists(Endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || File.Exists(Path.Combine(path, Configuration));
    }

    /// <summary>A path and the head behind it, if there is one.</summary>
    /// <param name="name">Such as <c>./Qwen3-8B:lm-head</c>.</param>
    public static (string Path, string? Head) Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int colon = name.LastIndexOf(':');
        if (colon <= 0 || File.Exists(name) || Directory.Exists(name))
            return (name, null);
        string path = name[..colon];
        return Array.Exists(Endings, ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) || Directory.Exists(path)
            ? (path, name[(colon + 1)..])
            : (name, null);
    }

    /// <summary>The model of a folder or of a file of weights.</summary>
    /// <param name="model">The folder or file, or that with a head behind a colon.</param>
    /// <exception cref="InputException">The configuration or a file is missing or damaged, or there is no such head.</exception>
    public static ZooModel Open(InputFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        (string path, string? head) = Split(model.Path ?? model.Name);
        Place at = new(path, model.Name == model.Path ? path : model.Name);
        ZooModel opened = Directory.Exists(path) ? OfFolder(at) : OfFile(at);
        return head is null ? opened : opened.With(opened.Family.HeadOf(head));
    }

    /// <summary>A model with the weights of a file of which the beginning is there.</summary>
    /// <param name="model">A model that a config.json describes.</param>
    /// <param name="stream">A safetensors file; its header is enough.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">It is damaged.</exception>
    public static ZooModel With(ZooModel model, Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<SafetensorsEntry> entries = SafetensorsFile.Read(stream, name, isWhole: false);
        return model with
        {
            Weights = new StoredWeights(QuantizedLayouts.Read(
                entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal), Said(model.Fields!))),
        };
    }

    private static ZooModel OfFile(Place file)
    {
        InputFile weights = new(file.Path, file.Shown);
        if (!weights.Exists)
            weights.Open().Dispose();
        Place folder = new(Path.GetDirectoryName(file.Path) ?? "", Path.GetDirectoryName(file.Shown) ?? "");
        InputFile configuration = folder.File(Configuration);
        if (!configuration.Exists)
            throw new InputException(new InputPlace(file.Shown),
                "holds weights and not what is computed with them: put its config.json beside it");
        if (NumberedName().Match(Path.GetFileName(file.Path)) is { Success: true } part && Number(part, "of") > 1)
            throw new InputException(new InputPlace(file.Shown),
                $"is one of the {Number(part, "of")} files of a model: name their folder, "
                + (folder.Shown.Length > 0 ? folder.Shown : "."));
        return With(configuration, fields => SafetensorsShards.Read([weights], null, Said(fields)));
    }

    private static ZooModel OfFolder(Place folder)
    {
        InputFile configuration = folder.File(Configuration);
        (IReadOnlyList<InputFile> files, SafetensorsIndex? index) = FilesOf(folder);
        if (files.Count > 0)
            return With(configuration, fields => SafetensorsShards.Read(files, index, Said(fields)));
        ZooModel described = ConfigFile.Read(configuration);
        described.Fields!.Remark("the folder has no .safetensors files: types are those of its config.json alone");
        return described;
    }

    private static ZooModel With(InputFile configuration, Func<ConfigFields, StoredWeights> read)
    {
        ZooModel described = ConfigFile.Read(configuration);
        InputFile beside = new(Path.Combine(Path.GetDirectoryName(configuration.Path) ?? "", ModelOptimizer),
            Path.Combine(Path.GetDirectoryName(configuration.Name) ?? "", ModelOptimizer));
        if (beside.Exists)
            described.Fields!.AddQuantization(beside);
        return described with { Weights = read(described.Fields!) };
    }

    // What tensors leave open; a method that is not known says nothing.
    private static NumberFormat? Said(ConfigFields fields)
    {
        try
        {
            return fields.Part("quantization_config") is { } part ? QuantizationConfig.Read(part).Weights : null;
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>
    /// The files of weights of a folder: those of its index, one called as all are, those that are numbered, or the only one.
    /// </summary>
    private static (IReadOnlyList<InputFile> Files, SafetensorsIndex? Index) FilesOf(Place folder)
    {
        string[] names = Names(folder, "*.safetensors*");
        string[] indices = [.. names.Where(name => name.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase))];
        string[] files = [.. names.Where(name => name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))];
        if ((indices.Contains("model" + IndexEnding) ? "model" + IndexEnding : indices is [var only] ? only : null) is { } named
            && !files.Contains("model" + Ending))
        {
            SafetensorsIndex index = SafetensorsIndex.Read(folder.File(named));
            return (Present(folder, index.Files, files, $"of {named}"), index);
        }

        if (files.Contains("model" + Ending))
            return ([folder.File("model" + Ending)], null);
        Match[] numbered = [.. files.Select(file => NumberedName().Match(file)).Where(match => match.Success)];
        if (numbered.Select(match => (match.Groups["start"].Value, Number(match, "of"))).Distinct().ToArray() is [(var start, var count)])
        {
            string digits = numbered[0].Groups["of"].Value;
            string[] wanted = [.. Enumerable.Range(1, Math.Min(count, 100_000)).Select(number =>
                $"{start}-{number.ToString(CultureInfo.InvariantCulture).PadLeft(digits.Length, '0')}-of-{digits}{Ending}")];
            return (Present(folder, wanted, files, "by their numbers"), null);
        }

        return files.Length <= 1
            ? ([.. files.Select(folder.File)], null)
            : throw new InputException(new InputPlace(folder.Shown),
                $"has {files.Length} files of weights and no index of them: name one, such as {Path.Combine(folder.Shown, files[0])}");
    }

    private static IReadOnlyList<InputFile> Present(Place folder, IReadOnlyList<string> wanted, string[] there, string by)
    {
        HashSet<string> present = new(there, StringComparer.Ordinal);
        string[] missing = [.. wanted.Where(name => !present.Contains(name))];
        return missing.Length == 0
            ? [.. wanted.Select(folder.File)]
            : throw new InputException(new InputPlace(folder.Shown),
                $"lacks {missing.Length} of the {wanted.Count} files of weights {by}: {string.Join(", ", missing.Take(MostNamed))}"
                + $"{(missing.Length > MostNamed ? ", ..." : "")}; fetch them, or name the {Configuration} alone to count without them");
    }

    private static string[] Names(Place folder, string pattern)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder.Path, pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(folder.Shown, "cannot be read", error);
        }
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^(?<start>.+)-(?<number>\d{1,6})-of-(?<of>\d{1,6})\.safetensors$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedName();

    /// <summary>A file or folder, and what messages call it: a server's own paths are not told.</summary>
    private sealed record Place(string Path, string Shown)
    {
        public InputFile File(string name) => new(System.IO.Path.Combine(Path, name), System.IO.Path.Combine(Shown, name));
    }
}
