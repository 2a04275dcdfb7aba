using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Serving.Fitting;

/// <summary>Errors of rows that no fit had seen: a family, a number of GPUs, and what ran many requests left out.</summary>
internal sealed class ServingJudgement
{
    private const string Energy = "energy";

    private readonly IReadOnlyList<ServingRow> _rows;

    private ServingJudgement(IReadOnlyList<ServingRow> rows) => _rows = rows;

    /// <summary>A family left out.</summary>
    public required ServingResiduals ByFamily { get; init; }

    /// <summary>A number of GPUs left out.</summary>
    public required ServingResiduals ByGpus { get; init; }

    /// <summary>Fitted to few requests, judged where there were many.</summary>
    public required ServingResiduals ByRequests { get; init; }

    /// <summary>Judges formulas.</summary>
    /// <param name="rows">Measured deployments without flags.</param>
    /// <param name="formulas">Formulas.</param>
    public static ServingJudgement Of(IReadOnlyList<ServingRow> rows, ServingFormulas formulas) => new(rows)
    {
        ByFamily = ServingResiduals.LeaveOut(rows, formulas, ServingProfileMaker.KeyOf(ServingProfileMaker.Family)),
        ByGpus = ServingResiduals.LeaveOut(rows, formulas, ServingProfileMaker.KeyOf(ServingProfileMaker.Gpus)),
        ByRequests = ServingResiduals.LeaveOut(rows, formulas, ServingProfileMaker.KeyOf(ServingProfileMaker.ManyRequests)),
    };

    /// <summary>The errors of some rows, as sheets have them.</summary>
    /// <param name="isMeant">Says of a row whether it counts.</param>
    public IReadOnlyList<LeftOutErrors> Errors(Func<ServingRow, bool> isMeant)
    {
        ArgumentNullException.ThrowIfNull(isMeant);
        bool[] inside = ServingSpreads.Inside(_rows, ByFamily.Energy, ByFamily.Energy);
        bool[] insideAsked = ServingSpreads.Inside(_rows, ByFamily.Energy, ByFamily.Asked);
        bool[] insideTimed = ServingSpreads.Inside(_rows, ByFamily.TimedEnergy, ByFamily.TimedEnergy);
        bool[] insideTime = ServingSpreads.Inside(_rows, ByFamily.Time, ByFamily.Time);
        List<LeftOutErrors> all = [];
        foreach ((string group, ServedKind? kind) in Groups)
        {
            Func<ServingRow, bool> meant = row => isMeant(row) && (kind is null || row.Network.Kind == kind);
            Add(ServingProfileMaker.Family, Energy, group, ByFamily.Energy, inside, meant);
            Add(ServingProfileMaker.Family, "energy, as asked", group, ByFamily.Asked, insideAsked, meant);
            Add(ServingProfileMaker.Family, "energy, time given", group, ByFamily.TimedEnergy, insideTimed, meant);
            Add(ServingProfileMaker.Family, "time", group, ByFamily.Time, insideTime, meant);
            Add(ServingProfileMaker.Family, "time between tokens", group, ByFamily.BetweenTokens, null, meant);
        }

        Add(ServingProfileMaker.Gpus, Energy, "all", ByGpus.Energy, null, isMeant);
        Add(ServingProfileMaker.ManyRequests, Energy, "all", ByRequests.Energy, null, isMeant);
        return all;

        void Add(string left, string of, string group, double[] ratios, bool[]? isInside, Func<ServingRow, bool> meant)
        {
            int[] judged = [.. Enumerable.Range(0, _rows.Count).Where(row => meant(_rows[row]) && !double.IsNaN(ratios[row]))];
            if (judged.Length > 0)
                all.Add(new LeftOutErrors(left, of, group, ServingErrors.Of(
                    [.. judged.Select(row => 100 * (ratios[row] - 1))],
                    isInside is null ? null : [.. judged.Select(row => isInside[row])])));
        }
    }

    private static readonly (string Name, ServedKind? Kind)[] Groups =
        [("all", null), ("dense", ServedKind.Dense), ("experts", ServedKind.Experts)];
}
