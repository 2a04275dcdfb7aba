using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Server.Sources;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JouleTree.Server.Api;

/// <summary>
/// Reads which tree is asked for from the query of a request. Names that nobody knows are refused, so that a slip does not pass unseen.
/// </summary>
internal static class TreeQuery
{
    private static readonly HashSet<string> TreeNames =
        new(StringComparer.Ordinal) { "model", "file", "upload", "tree", "batch", "length", "input", "set", "device", "data_type" };

    /// <summary>The tree that a query asks for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="others">Names of the endpoint's own parameters.</param>
    /// <exception cref="InputException">A parameter is unknown, repeated or has a bad value.</exception>
    public static TreeRequest Read(IQueryCollection query, params ReadOnlySpan<string> others)
    {
        foreach (string name in query.Keys)
        {
            if (!TreeNames.Contains(name) && !others.Contains(name))
                throw new InputException(
                    $"'{name}' is no parameter of this address; there are {string.Join(", ", TreeNames.Concat(others.ToArray()))}");
        }

        return Read(name => query.TryGetValue(name, out StringValues values) ? values : StringValues.Empty);
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
            Batch = Whole("batch", Text("batch"), 1, Limits.MaxBatch),
            Length = Whole("length", Text("length"), 1, Limits.MaxLength),
            Inputs = Pairs("input", valuesOf("input")),
            Set = Pairs("set", valuesOf("set")),
            Device = Text("device"),
            FloatType = Text("data_type") is { } type
                ? DataTypeFacts.ParseFloat(type) ?? throw new InputException(
                    $"data_type={type}: expected float32, float16, bfloat16 or float64")
                : DataType.Float32,
        };
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
        nameof(ConfigFields) or "changes" => "set",
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

    private static string[] Pairs(string name, StringValues values) => values.Count <= Limits.MaxPairs
        ? [.. values.OfType<string>().Order(StringComparer.Ordinal)]
        : throw new InputException($"{name} is given {values.Count} times, at most {Limits.MaxPairs} are taken");
}
