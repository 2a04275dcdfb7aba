using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Serving;

/// <summary>Deployments to choose from: all combinations of what is listed. Immutable.</summary>
/// <example>
/// <code>
/// DeploymentGrid grid = new() { Gpus = [1, 2, 4], PromptTokens = 2000, AnswerTokens = 300, MostInterTokenSeconds = 0.05 };
/// Console.WriteLine($"{grid.Count} deployments of a model");
/// </code>
/// </example>
public sealed record DeploymentGrid
{
    /// <summary>Profiles; all that ship where nothing is said.</summary>
    public IReadOnlyList<ServingProfile> Profiles { get; init; } = ServingProfile.Shipped;

    /// <summary>Numbers of GPUs, each at least 1.</summary>
    public IReadOnlyList<int> Gpus { get; init; } = [1, 2, 4, 8];

    /// <summary>Copies of what is not experts, each at least 1; what it does not divide is passed over.</summary>
    public IReadOnlyList<int> DataParallel { get; init; } = [1];

    /// <summary>Mean numbers of requests that run at a time, each above 0.</summary>
    public IReadOnlyList<double> Requests { get; init; } = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    /// <summary>Mean tokens of a prompt, at least 1.</summary>
    public double PromptTokens { get; init; } = ServingDeployment.UsualPrompt;

    /// <summary>Mean tokens of an answer, at least 1.</summary>
    public double AnswerTokens { get; init; } = ServingDeployment.UsualAnswer;

    /// <summary>Share of prompts that were seen before.</summary>
    public double RepeatedPromptShare { get; init; }

    /// <summary>Most seconds between two tokens of a request; null for no limit.</summary>
    public double? MostInterTokenSeconds { get; init; }

    /// <summary>Number of deployments of one model.</summary>
    public long Count => Ways.Count() * (long)Requests.Count * Profiles.Count;

    private IEnumerable<(int Gpus, int Copies)> Ways =>
        from gpus in Gpus from copies in DataParallel where copies <= 0 || gpus % copies == 0 select (gpus, copies);

    /// <summary>All deployments of one model on one profile.</summary>
    /// <exception cref="InputException">A number is out of its range, or no number of GPUs can be divided so.</exception>
    internal IReadOnlyList<ServingDeployment> Deployments()
    {
        ServingDeployment[] deployments =
        [
            .. from way in Ways
               from requests in Requests
               select new ServingDeployment
               {
                   Gpus = way.Gpus,
                   DataParallel = way.Copies,
                   Requests = requests,
                   PromptTokens = PromptTokens,
                   AnswerTokens = AnswerTokens,
                   RepeatedPromptShare = RepeatedPromptShare,
               }.Checked(),
        ];
        if (MostInterTokenSeconds is { } limit && !(limit > 0))
            throw new InputException(new InputPlace(Argument: nameof(MostInterTokenSeconds)),
                FormattableString.Invariant($"`{nameof(MostInterTokenSeconds)}` {limit}: expected seconds above 0"));
        return deployments.Length > 0
            ? deployments
            : throw new InputException(new InputPlace(Argument: nameof(DataParallel)),
                $"`{nameof(DataParallel)}` {string.Join(", ", DataParallel)}: divides none of {string.Join(", ", Gpus)} GPUs");
    }
}
