using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Server.Sources;
using JouleTree.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JouleTree.Server.Api;

/// <summary>
/// Reads which tree is asked for from the query of a request. Names that nobody knows are refused, so that a slip does not pass unseen.
/// </summary>
internal static class TreeQuery
{
    /// <summary>Names that say which tree: those of the command's options, with underscores.</summary>
    public static readonly IReadOnlyList<string> TreeNames =
        ["model", "file", "upload", "tree", "batch_size", "seq_len", "input", "set", "device", "data_type"];

    // What is near in meaning, not in spelling.
    private static readonly Dictionary<string, string> OtherWords =
        new(StringComparer.Ordinal) { ["length"] = "seq_len", ["sequence_length"] = "seq_len", ["values"] = "over" };

    /// <summary>The tree that a query asks for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="others">Names of the endpoint's own parameters.</param>
    /// <exception cref="InputException">A parameter is unknown, repeated or has a bad value.</exception>
    public static TreeRequest Read(IQueryCollection query, params ReadOnlySpan<string> others)
    {
        Check(query, [.. TreeNames, .. others]);
        return Read(name => query.TryGetValue(name, out StringValues values) ? values : StringValues.Empty);
    }

    /// <summary>Refuses names that an address does not have, and says which is meant.</summary>
    /// <param name="query">The query.</param>
    /// <param name="names">The names that it has.</param>
    /// <exception cref="InputException">There is another one.</exception>
    public static void Check(IQueryCollection query, params string[] names)
    {
        foreach (string name in query.Keys.Where(name => !names.Contains(name)))
            throw new InputException($"'{name}' is no parameter of this address; {Meant(name, names)}");
    }

    /// <summary>The value of the only parameter of an address; empty where it is absent.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="InputException">There is another one.</exception>
    public static string Only(IQueryCollection query, string name)
    {
        Check(query, name);
        return query[name].ToString();
    }

    /// <summary>Which name is meant by one that there is not, or else which there are.</summary>
    /// <param name="name">A name that there is not.</param>
    /// <param name="names">Those that there are.</param>
    public static string Meant(string name, IReadOnlyList<string> names)
    {
        string spelled = name.Replace('-', '_');
        IReadOnlyList<string> near = OtherWords.TryGetValue(spelled, out string? other) && names.Contains(other)
            ? [other]
            : NearNames.Of(spelled, names);
        return near.Count > 0 ? $"did you mean {near[0]}?" : $"there are {string.Join(", ", names)}";
    }

    /// <summary>The tree that named values ask for.</summary>
    /// <param name="valuesOf">Gives the values of a name, none for an absent one.</param>
    /// <exception cref="InputException">A parameter is repeated or has a bad value.</exception>
    public static TreeRequest Read(Func<string, StringValues> valuesOf)
    {
        string? Text(string name) => valuesOf(name) switch
        {
            { Count: 0 } => null,
            { Count: 1 } one => one[0] is { Length: > 0 } text ? text : null,
            _ => throw new InputException($"{name} is given more than once"),
        };
        TreeRequest request = new()
        {
            Model = Text("model"),
            File = Text("file"),
            Upload = Text("upload"),
            Tree = Whole("tree", Text("tree"), 1, int.MaxValue) ?? 1,
            Batch = Whole("batch_size", Text("batch_size"), 1, Limits.MaxBatch),
            Length = Whole("seq_len", Text("seq_len"), 1, Limits.MaxLength),
            Inputs = Pairs("input", valuesOf("input")),
            Set = Pairs("set", valuesOf("set")),
            Device = Text("device"),
            DataType = Text("data_type"),
        };
        // What is no type is refused here, before anything is read for it.
        NumberTypeText.Apply(new Workload(), request.DataType, null, null, null);
        int named = (request.Model is null ? 0 : 1) + (request.File is null ? 0 : 1) + (request.Upload is null ? 0 : 1);
        return named == 1 ? request
            : throw new InputException(
            $"{(named == 0 ? "no tree is named" : "several trees are named")}: expected one of model=NAME, file=NAME and upload=ID");
    }

    /// <summary>The message of a failure, with the parameters' names in place of the library's arguments.</summary>
    /// <param name="error">The failure.</param>
    public static string MessageOf(InputException error) => error.MessageWith(argument => argument switch
    {
        nameof(Workload.FloatType) => "data_type",
        nameof(Workload.InputShapes) => "input",
        nameof(Workload.BatchSize) => "batch_size",
        nameof(Workload.SequenceLength) => "seq_len",
        nameof(ConfigFields) or "changes" => "set",
        nameof(NumberTypes.Weights) => "weights",
        nameof(DeploymentGrid.DataParallel) => "data_parallel",
        $"{nameof(ModelZoo)}.{nameof(ModelZoo.Models)}" => "GET /api/v1/models",
        _ => null,
    });

    /// <summary>A whole number, or null where the text is null.</summary>
    public static int? Whole(string name, string? text, int least, int most)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least
            && value <= most
            ? value
            : throw new InputException($"{name}={text}: expected a whole number from {least} to {most}");
    }

    /// <summary>Whole numbers of at least 1, joined by commas, each once; none where the text is empty.</summary>
    public static int[] Wholes(string name, string text, int most, int mostOfThem)
    {
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length <= mostOfThem
            ? [.. parts.Select(part => Whole(name, part, 1, most)!.Value).Distinct()]
            : throw new InputException($"{name}: found {parts.Length} numbers, expected up to {mostOfThem}, joined by commas");
    }

    /// <summary>A number, or null where the text is empty.</summary>
    public static double? Real(string name, string text, double least, double most)
    {
        if (text.Length == 0)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{name}={text}: expected a number from {least} to {most}"));
    }

    private static string[] Pairs(string name, StringValues values) => values.Count <= Limits.MaxPairs
        ? [.. values.OfType<string>().Order(StringComparer.Ordinal)]
        : throw new InputException($"{name} is given {values.Count} times, at most {Limits.MaxPairs} are taken");
}
