using JouleTree.Core.Serving;

namespace JouleTree.Serving;

/// <summary>
/// Deployments of language models side by side: which are dominated, and which is the cheapest that is fast enough. Immutable.
/// </summary>
/// <remarks>
/// A deployment is dominated where another one of the same model, in whatever types and on whatever GPUs, takes no more joules for a token
/// and no more time between tokens, and less of one of them; what is left is the frontier. What does not fit into memory in the mean can
/// be neither on it nor the cheapest: its requests would wait.
/// </remarks>
/// <example>
/// <code>
/// ServedModel[] models = [ServedModel.Of(ModelSource.Open("Qwen/Qwen3-32B"))];
/// DeploymentChoice choice = DeploymentChoice.Of(models, new DeploymentGrid { MostInterTokenSeconds = 0.05 });
/// foreach (RankedDeployment cheapest in choice.Cheapest)
///     Console.WriteLine($"{cheapest.Answer.Profile.Name}: {cheapest.Estimate!.JoulesPerToken} J");
/// foreach (RankedDeployment one in choice.Frontier)
///     Console.WriteLine($"{one.Estimate!.InterTokenSeconds} s between tokens, {one.Estimate.JoulesPerToken} J");
/// </code>
/// </example>
public sealed class DeploymentChoice
{
    private DeploymentChoice(IReadOnlyList<RankedDeployment> deployments) => Deployments = deployments;

    /// <summary>All deployments, model by model; what was asked for first.</summary>
    public IReadOnlyList<RankedDeployment> Deployments { get; }

    /// <summary>Those that no other one dominates, model by model, the fastest first.</summary>
    public IEnumerable<RankedDeployment> Frontier => Deployments.GroupBy(one => one.Answer.Model.Name).SelectMany(alike =>
        alike.Where(one => one.IsOnFrontier).OrderBy(one => one.Estimate!.InterTokenSeconds));

    /// <summary>The cheapest of each model within the limit; none of a model that has none.</summary>
    public IEnumerable<RankedDeployment> Cheapest => Deployments.Where(one => one.IsCheapest);

    /// <summary>Looks at all deployments.</summary>
    /// <param name="models">Models; the same one may come in several types.</param>
    /// <param name="grid">The deployments.</param>
    /// <exception cref="Core.Errors.InputException">A number of the grid is out of its range.</exception>
    public static DeploymentChoice Of(IReadOnlyList<ServedModel> models, DeploymentGrid grid)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(grid);
        IReadOnlyList<ServingDeployment> deployments = grid.Deployments();
        return new DeploymentChoice(
        [
            // A model that is published in blocks of 8 bits is the same whichever 8 bits are asked for.
            .. models.DistinctBy(model => (model.Name, model.WeightType, model.Network.StoredBytes))
                .GroupBy(model => model.Name, StringComparer.Ordinal).SelectMany(alike => Ranked(
                [
                    .. from model in alike
                       from profile in grid.Profiles
                       from deployment in deployments
                       select DeploymentAnswer.Of(model, profile, deployment),
                ],
                grid.MostInterTokenSeconds)),
        ]);
    }

    private static RankedDeployment[] Ranked(DeploymentAnswer[] answers, double? limit)
    {
        DeploymentAnswer[] running = [.. answers.Where(Runs)];
        HashSet<DeploymentAnswer> frontier = new(ReferenceEqualityComparer.Instance);
        double least = double.PositiveInfinity;
        foreach (DeploymentAnswer one in running.OrderBy(one => one.Estimate!.InterTokenSeconds)
            .ThenBy(one => one.Estimate!.JoulesPerToken))
        {
            if (one.Estimate!.JoulesPerToken >= least)
                continue;
            least = one.Estimate.JoulesPerToken;
            frontier.Add(one);
        }

        DeploymentAnswer? cheapest = running.Where(IsWithin).MinBy(one => one.Estimate!.JoulesPerToken);
        return
        [
            .. answers.Select(one => new RankedDeployment(
                one, Runs(one), frontier.Contains(one), Runs(one) && IsWithin(one), ReferenceEquals(one, cheapest))),
        ];

        bool IsWithin(DeploymentAnswer one) => !(one.Estimate!.InterTokenSeconds > limit);
    }

    // What fits only while requests wait or prompts repeat would be told cheaper than one that fits.
    private static bool Runs(DeploymentAnswer answer) => answer.Answer is { FitsAsAsked: true };
}

/// <summary>A deployment among others.</summary>
/// <param name="Answer">What its profile says of it.</param>
/// <param name="Runs">It was answered, and all requests fit into memory in the mean, each with a prompt of its own.</param>
/// <param name="IsOnFrontier">No other deployment of the model is at least as cheap and as fast, and better in one of both.</param>
/// <param name="IsWithinLimit">It runs, and its time between tokens is within the limit, if there is one.</param>
/// <param name="IsCheapest">It takes the fewest joules a token of those of the model that are within the limit.</param>
/// <example>
/// <code>
/// ServedModel[] models = [ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-8B"))];
/// foreach (RankedDeployment one in DeploymentChoice.Of(models, new DeploymentGrid()).Deployments.Where(one => !one.Runs))
///     Console.WriteLine($"{one.Answer.Deployment.Requests} requests on {one.Answer.Profile.Name}: {one.Answer.Refusal}");
/// </code>
/// </example>
public sealed record RankedDeployment(DeploymentAnswer Answer, bool Runs, bool IsOnFrontier, bool IsWithinLimit, bool IsCheapest)
{
    /// <summary>Energy and times, or null.</summary>
    public ServingEstimate? Estimate => Answer.Estimate;

    /// <summary>Some other deployment of the model is at least as cheap and as fast, and better in one of both.</summary>
    public bool IsDominated => Runs && !IsOnFrontier;
}
