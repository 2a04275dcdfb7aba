using System.Globalization;
using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Metering.Protocol;

namespace JouleTree.Cli.Measuring;

/// <summary>A measured tree for people: energy, share and time of each node, then how it was measured.</summary>
internal static class ProfileTable
{
    /// <summary>The whole text.</summary>
    /// <param name="tree">The measured tree.</param>
    /// <param name="result">The profile that it comes from; null where only its tree was saved.</param>
    /// <param name="depth">Levels to show; 0 for the root only.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Of(ModelTree tree, ProfileResult? result, int depth, int? width)
    {
        StringBuilder text = new();
        TreeDetails details = tree.Details ?? new TreeDetails();
        string source = details.Meter?.Properties?.GetValueOrDefault("source") ?? "measured";
        text.Append(ProfileColumns.Shown(source).Text(ProfileRow.Of(tree, depth), width)).Append('\n');
        if (result is not null)
            text.Append(Totals(tree, details, result));
        return text.ToString();
    }

    private static string Totals(ModelTree tree, TreeDetails details, ProfileResult result)
    {
        MeasurementResult measured = result.Measurement;
        StringBuilder text = new();
        EnergyDetails? energy = tree.Root.Details?.Energy;
        text.Append(CultureInfo.InvariantCulture, $"{Harmless.Line(tree.ModelName)}");
        if (tree.BatchSize is { } batch)
            text.Append(CultureInfo.InvariantCulture, $", batch {batch}");
        if (tree.SequenceLength is { } length)
            text.Append(CultureInfo.InvariantCulture, $", length {length}");
        text.Append(CultureInfo.InvariantCulture, $", per forward pass: {Engineering.Of(energy?.Joules, "J")} gross");
        if (energy is { Joules: { } gross, IdleJoules: { } idle })
            text.Append(CultureInfo.InvariantCulture,
                $", {Engineering.Of(gross - idle, "J")} net of idle power ({Engineering.Of(measured.IdleWatts, "W")})");
        text.Append(CultureInfo.InvariantCulture, $", {Engineering.Of(tree.Root.Details?.Time?.Seconds, "s")}\n");
        if (details.Workload?.Tokens is { } tokens)
            text.Append(PerToken(details.Workload, tokens, energy, tree.Root.Details?.Time?.Seconds));
        text.Append(CultureInfo.InvariantCulture,
            $"meter {Harmless.Line(details.Meter?.Name ?? "")} ({details.Meter?.Properties?.GetValueOrDefault("method")}), ");
        text.Append(CultureInfo.InvariantCulture,
            $"{details.Engine?.Name} {details.Engine?.Version}, {details.Engine?.Properties?.GetValueOrDefault("threads")} thread(s), ");
        text.Append(CultureInfo.InvariantCulture,
            $"optimization {details.Engine?.Properties?.GetValueOrDefault("optimization")}, "
            + $"{Harmless.Line(details.Device?.Name ?? "")}\n");
        if (details.Engine?.Properties is { } engine && engine.TryGetValue("provider_operators", out string? where))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Harmless.Line(where)}; {(engine.TryGetValue("provider_difference", out string? difference)
                    ? $"outputs differ from the processor's by {difference}"
                    : "outputs could not be compared: the processor has no kernels of these types")}\n");
        }

        text.Append(BesideFloat32(tree, details));
        text.Append(CultureInfo.InvariantCulture,
            $"{Amount.Of(result.Computations, "distinct computation")} in {Amount.Of(measured.Intervals, "interval")}; ");
        text.Append(CultureInfo.InvariantCulture,
            $"{measured.RedoneIntervals} disturbed ones repeated, {measured.DisturbedIntervals} kept");
        if (measured.Disturbances.Count > 0)
            text.Append(CultureInfo.InvariantCulture,
                $" ({string.Join(", ", measured.Disturbances.Select(pair => $"{pair.Key} {pair.Value}"))})");
        text.Append(CultureInfo.InvariantCulture, $"; measuring took at most {100 * measured.HarnessShare:0.00} % of an interval\n");
        if (PartsAndWhole.Of(result.Full.Root) is { } parts)
            text.Append(Harmless.Line(parts)).Append('\n');
        text.Append("intervals at 90 %; = marks a node that repeats the measurement of an equal one\n");
        text.Append(DriftText.Of(tree, result));
        text.Append(Fused(tree.Root));
        return text.ToString();
    }

    private static string PerToken(WorkloadDetails workload, long tokens, EnergyDetails? energy, double? seconds)
    {
        string interval = energy is { Low: { } low, High: { } high }
            ? $" ({Engineering.Of(low / tokens, "J")} to {Engineering.Of(high / tokens, "J")})"
            : "";
        string behind = workload.Past is > 0 and var past ? $" behind {Amount.Of(past, "token")}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{workload.Phase}{behind}, {tokens} token(s) a pass: {Engineering.Of(energy?.Joules / tokens, "J")}{interval} and "
                + $"{Engineering.Of(seconds / tokens, "s")} per token\n");
    }

    private static string Fused(TreeNode root)
    {
        FusedDetails[] all = [.. root.SelfAndDescendants().SelectMany(node => node.Details?.Fused ?? [])];
        if (all.Length == 0)
            return "";
        IEnumerable<string> kinds = all.GroupBy(fused => fused.Operator).OrderByDescending(group => group.Sum(fused => fused.Seconds ?? 0))
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Sum(fused => fused.Count)} {group.Key}")
                + (group.All(fused => fused.Seconds is not null)
                    ? $" ({Engineering.Of(group.Sum(fused => fused.Seconds), "s")}, "
                    + $"{Engineering.Of(group.Sum(fused => fused.Joules), "J")})"
                    : ""));
        return $"fused across modules, in the figures of the module around them and in none of its parts: "
            + $"{Harmless.Line(string.Join(", ", kinds.Take(5)))}\n";
    }

    // What other types change, measured in the same rounds.
    private static string BesideFloat32(ModelTree tree, TreeDetails details)
    {
        if (details.Engine?.Properties is not { } engine || Number(engine, "float32_s") is not { } seconds)
            return "";
        double? joules = Number(engine, "float32_j");
        double? bytes = Number(engine, "float32_weight_bytes");
        return string.Create(CultureInfo.InvariantCulture,
            $"in float32, measured beside it: {Engineering.Of(joules, "J")}, {Engineering.Of(seconds, "s")}, {Engineering.Of(bytes, "B")} "
            + $"of weights; these types: {Change(tree.Root.GroundTruthJoules, joules)} joules, {Change(tree.Root.Seconds, seconds)} time, "
            + $"{Change(Number(engine, "weight_bytes"), bytes)} bytes of weights\n");
    }

    private static string Change(double? here, double? there) => here is { } now && there is { } before and > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * (now / before - 1):+0;-0;±0} %")
        : "unknown";

    private static double? Number(IReadOnlyDictionary<string, string> properties, string name) =>
        properties.TryGetValue(name, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
