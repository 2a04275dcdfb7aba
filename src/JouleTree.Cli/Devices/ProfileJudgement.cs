using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Serving.Evaluation;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Cli.Devices;

/// <summary>How wrong a profile of whatever kind is on measured rows.</summary>
/// <param name="All">Errors of joules of all rows; null where none was judged.</param>
/// <param name="Groups">Errors of groups.</param>
/// <param name="NotJudged">Rows that were not judged.</param>
internal sealed record ProfileJudgement(ServingGroup? All, IReadOnlyList<ServingGroup> Groups, IReadOnlyList<NotJudged> NotJudged)
{
    /// <summary>Of a profile of serving.</summary>
    /// <param name="evaluation">The errors.</param>
    public static ProfileJudgement Of(ServingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return new ProfileJudgement(
            evaluation.All, evaluation.Groups,
            [.. evaluation.Unanswered.Select(one => new NotJudged(one.Row.Place.ToString(), 1, one.Reason))]);
    }

    /// <summary>Of a profile of kernels: by what is judged, then by kind and types.</summary>
    /// <param name="evaluation">The errors.</param>
    public static ProfileJudgement Of(KernelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return new ProfileJudgement(
            evaluation.All is { Energy: { } energy } ? new ServingGroup("all", "energy", energy, null) : null,
            [
                .. evaluation.All is { } all ? (ServingGroup[])[new ServingGroup("all", "time", all.Time, null)] : [],
                .. By("time", evaluation, one => one.Time),
                .. By("energy", evaluation, one => one.Energy),
                .. By("energy of a shape", evaluation, one => one.ShapeEnergy),
            ],
            [.. evaluation.Unanswered.Select(one => new NotJudged(one.First.ToString(), one.Rows, one.Reason))]);
    }

    private static IEnumerable<ServingGroup> By(
        string by, KernelEvaluation evaluation, Func<KernelErrors, ServingErrors?> errors) => evaluation.Groups
        .Where(group => errors(group) is not null)
        .Select(group => new ServingGroup(by, $"{KernelKinds.Names.Of(group.Kind!.Value)} {group.Types}", errors(group)!, null));
}

/// <summary>Rows that were not judged, for one reason.</summary>
/// <param name="Place">Where the first of them stands.</param>
/// <param name="Rows">How many.</param>
/// <param name="Reason">Why.</param>
internal sealed record NotJudged(string Place, int Rows, string Reason);
