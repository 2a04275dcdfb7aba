using System.Globalization;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Results;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>Makes a profile of measured kernels, with the errors of shapes that were left out.</summary>
internal static class KernelProfileMaker
{
    /// <summary>Folds that groups of shapes are left out in.</summary>
    public const int Folds = 5;

    /// <summary>Share of left-out rows that intervals are made to hold.</summary>
    public const double Level = 0.9;

    // Fewer measurements than this only move a model that others told; fewer than these tell nothing.
    private const int ManyRows = 400;
    private const int FewestRows = 5;
    private const int FewestGroups = 3;

    // Of surfaces fitted to this share of the rows errors are hardly greater, and soon known.
    private const double JudgedShare = 0.7;

    /// <summary>Makes a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="gpu">The card.</param>
    /// <param name="campaign">Where the measurements come from.</param>
    /// <param name="rows">Measured kernels of that card, of all kinds.</param>
    /// <param name="reference">The profile of a card that is alike, for kinds with few rows; null for none.</param>
    /// <param name="progress">Told the number of <see cref="Sets"/> that are done; null for nobody.</param>
    /// <param name="cancellation">Gives up between fits.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static KernelProfile Make(string name, KernelGpu gpu, KernelCampaign campaign, IReadOnlyList<KernelMeasurement> rows,
        KernelProfile? reference = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(rows);
        List<KernelModel> models = [];
        List<string> warnings = [];
        List<LeftOutErrors> errors = [];
        int used = 0;
        int done = 0;
        foreach (KernelMeasurement[] set in Sets(rows))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(done++);
            string title = Title(set[0]);
            KernelModel? like = reference?.Models.FirstOrDefault(model => model.Parts.Kind == set[0].Shape.Kind
                && model.Parts.Law.Types == set[0].Types && model.Parts.Variant == set[0].Shape.Variant);
            bool few = set.Length < ManyRows && like is not null;
            if (KernelTypes.BytesOf(set[0].Types) is null)
            {
                warnings.Add($"{Amount.Of(set.Length, "row")} of {title}: no known types ({string.Join(", ", KernelTypes.Names)} are), "
                    + "left away");
                continue;
            }

            int shapes = set.Select(row => row.Shape.Group).Distinct().Count();
            if (set.Length < FewestRows || (!few && shapes < FewestGroups))
            {
                warnings.Add($"{Amount.Of(set.Length, "row")} of {title}: too few, left away; {FewestRows} rows are needed"
                    + (few ? "" : $", of {FewestGroups} shapes, since no other card's model of them is there to be moved"));
                continue;
            }

            KernelJudgement judgement = few ? KernelTransfer.Judge(gpu, set, like!.Parts)
                : KernelJudgement.OfGroups(gpu, set, Folds, JudgedShare, cancellation);
            KernelParts parts = few ? KernelTransfer.Fit(gpu, set, like!.Parts) : KernelFitter.Fit(gpu, set);
            double time = HalfWidth(judgement.TimeLogs);
            double energy = HalfWidth(judgement.EnergyLogs);
            models.Add(new KernelModel(parts with { TimeHalfWidth = time, EnergyHalfWidth = energy, Level = Level }));
            errors.AddRange(ErrorsOf(few ? "row" : "shape", title, judgement, time, energy));
            warnings.AddRange(WarningsOf(title, set, parts, few, reference));
            used += set.Length;
        }

        KernelSheet sheet = new()
        {
            Software = campaign.Software,
            Data = campaign.Data,
            Licence = campaign.Licence,
            Citation = campaign.Citation,
            Rows = used,
            Warnings = warnings,
            Errors = errors,
        };
        return new KernelProfile(name, gpu, sheet, models);
    }

    /// <summary>Measurements of one kind, types and family, in a fixed order.</summary>
    /// <param name="rows">Measured kernels.</param>
    public static IEnumerable<KernelMeasurement[]> Sets(IReadOnlyList<KernelMeasurement> rows) => rows
        .GroupBy(row => (row.Shape.Kind, row.Types, row.Shape.Variant))
        .OrderBy(set => set.Key.Kind).ThenBy(set => set.Key.Types, StringComparer.Ordinal).ThenBy(set => set.Key.Variant)
        .Select(set => set.ToArray());

    /// <summary>What sheets call a set.</summary>
    /// <param name="row">One of its rows.</param>
    public static string Title(KernelMeasurement row)
    {
        ArgumentNullException.ThrowIfNull(row);
#pragma warning disable CA1308 // Names of groups are lower case.
        string kind = row.Shape.Kind.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return row.Shape.Variant == 0 ? $"{kind} {row.Types}"
            : string.Create(CultureInfo.InvariantCulture, $"{kind} {row.Types}, heads of width {row.Shape.Variant}");
    }

    private static double HalfWidth(IEnumerable<double> logs)
    {
        double[] sizes = [.. logs.Select(Math.Abs).Order()];
        return sizes.Length == 0 ? 1 : Math.Max(0.001, sizes[Math.Min(sizes.Length - 1, (int)Math.Ceiling(Level * sizes.Length))]);
    }

    private static IEnumerable<LeftOutErrors> ErrorsOf(
        string leftOut, string title, KernelJudgement judgement, double time, double energy)
    {
        double[] times = [.. judgement.TimeLogs];
        if (times.Length > 0)
            yield return new LeftOutErrors(leftOut, "time", title, Of(times, time));
        double[] energies = [.. judgement.EnergyLogs];
        if (energies.Length > 0)
            yield return new LeftOutErrors(leftOut, "energy", title, Of(energies, energy));
        double[] shapes = [.. judgement.ShapeEnergyLogs];
        if (shapes.Length > 0)
            yield return new LeftOutErrors(leftOut, "energy, mean of a shape", title, Of(shapes, null));
    }

    private static ServingErrors Of(double[] logs, double? halfWidth) => ServingErrors.Of(
        [.. logs.Select(log => 100 * (Math.Exp(log) - 1))],
        halfWidth is { } width ? [.. logs.Select(log => Math.Abs(log) <= width)] : null);

    private static IEnumerable<string> WarningsOf(
        string title, KernelMeasurement[] rows, KernelParts parts, bool few, KernelProfile? reference)
    {
        if (few)
            yield return $"{title}: {rows.Length} rows, which move the model of {reference!.Name}";
        int swinging = parts.Modes.Values.Count(mode => mode < -KernelModel.Swing);
        if (swinging > 0)
        {
            int all = rows.Select(row => ((GemmShape)row.Shape).M).Distinct().Count();
            yield return $"{title}: NVML's watts are low at {swinging} of {all} numbers of rows at equal times; joules are given at the "
                + "steady watts";
        }

        if (parts.TickSeconds is { } tick)
            yield return string.Create(CultureInfo.InvariantCulture, $"{title}: the clock ticks every {tick * 1e6:0.###} µs");
        int unread = rows.Count(row => row.Watts is null);
        if (unread > 0)
            yield return $"{title}: {unread} of {rows.Length} rows without watts";
    }
}
