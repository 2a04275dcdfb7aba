using System.Text.Json;
using JouleTree.Core.Json;

namespace JouleTree.Core.Serving.Profiles;

/// <summary>How wrong predictions of measured deployments were, in percent of what was measured.</summary>
/// <param name="Rows">Number of deployments.</param>
/// <param name="Mean">Mean of the errors' sizes.</param>
/// <param name="Median">Their median.</param>
/// <param name="NinetiethPercentile">Nine of ten are below.</param>
/// <param name="Bias">Mean of the errors with their signs: above 0 where too much was predicted.</param>
/// <param name="Inside">Share of deployments inside their intervals; null where there were none.</param>
internal sealed record ServingErrors(int Rows, double Mean, double Median, double NinetiethPercentile, double Bias, double? Inside)
{
    /// <summary>The errors of some predictions.</summary>
    /// <param name="percents">Errors with their signs, in percent; at least one.</param>
    /// <param name="inside">Whether each lies inside its interval; null where there are none.</param>
    public static ServingErrors Of(IReadOnlyList<double> percents, IReadOnlyList<bool>? inside = null)
    {
        ArgumentNullException.ThrowIfNull(percents);
        double[] sizes = [.. percents.Select(Math.Abs).Order()];
        return new ServingErrors(sizes.Length, sizes.Average(), Quantile(sizes, 0.5), Quantile(sizes, 0.9), percents.Average(),
            inside is null ? null : 100.0 * inside.Count(one => one) / inside.Count);
    }

    /// <summary>Writes the numbers as members of an open object.</summary>
    /// <param name="json">Where to.</param>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber("rows", Rows);
        json.WriteNumber("mean_percent", Math.Round(Mean, 2));
        json.WriteNumber("median_percent", Math.Round(Median, 2));
        json.WriteNumber("p90_percent", Math.Round(NinetiethPercentile, 2));
        json.WriteNumber("bias_percent", Math.Round(Bias, 2));
        if (Inside is { } inside)
            json.WriteNumber("inside_percent", Math.Round(inside, 2));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="input">An object.</param>
    public static ServingErrors Read(JsonInput input) => new(
        (int)input.Member("rows").Whole(0, int.MaxValue), input.Member("mean_percent").Number(), input.Member("median_percent").Number(),
        input.Member("p90_percent").Number(), input.Member("bias_percent").Number(), input.Optional("inside_percent")?.Number());

    // Between the two values around it, as most programs have it.
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}

/// <summary>Errors of what was left out in turn while the rest was fitted to.</summary>
/// <param name="LeftOut">What was left out: <c>family</c>, <c>gpus</c>, <c>requests above 64</c>.</param>
/// <param name="Of">What is judged: <c>energy</c>, <c>energy, time given</c>, <c>energy, as asked</c>, <c>time</c>.</param>
/// <param name="Group">Which rows: <c>all</c>, <c>dense</c>, <c>experts</c>.</param>
/// <param name="Errors">The errors.</param>
internal sealed record LeftOutErrors(string LeftOut, string Of, string Group, ServingErrors Errors)
{
    /// <summary>Writes some as the member <c>errors</c> of an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="all">The errors.</param>
    public static void WriteAll(Utf8JsonWriter json, IEnumerable<LeftOutErrors> all)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(all);
        json.WriteStartArray("errors");
        foreach (LeftOutErrors one in all)
        {
            json.WriteStartObject();
            json.WriteString("left_out", one.LeftOut);
            json.WriteString("of", one.Of);
            json.WriteString("group", one.Group);
            one.Errors.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads what <see cref="WriteAll"/> wrote.</summary>
    /// <param name="input">The object that has the member.</param>
    public static IReadOnlyList<LeftOutErrors> ReadAll(JsonInput input) =>
    [
        .. input.Member("errors").Items().Select(item => new LeftOutErrors(
            item.Member("left_out").Text(), item.Member("of").Text(), item.Member("group").Text(), ServingErrors.Read(item))),
    ];
}
