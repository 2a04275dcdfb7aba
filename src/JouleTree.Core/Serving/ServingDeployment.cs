using JouleTree.Core.Errors;

namespace JouleTree.Core.Serving;

/// <summary>On how many GPUs a network is served, and what it is asked for. Immutable.</summary>
/// <remarks>
/// Attentions and dense parts are split over <see cref="Gpus"/> / <see cref="DataParallel"/> / <see cref="PipelineParallel"/> GPUs,
/// experts over all of them. A steady state is assumed: as many requests begin as end, and the mean of the requests that run are
/// <see cref="SteadyPosition"/> of their answer behind their prompt, which is what a mean length means where long answers are seen
/// longer; no prompt was seen before.
/// </remarks>
/// <example>
/// <code>
/// ServingDeployment deployment = new() { Gpus = 4, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };
/// ServedModel llama = ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-70B"));
/// ServingAnswer answer = llama.On(ServingProfile.Find("h100-vllm-0.11"), deployment);
/// Console.WriteLine($"{answer.Estimate.JoulesPerToken:0.000} J, {answer.Estimate.InterTokenSeconds * 1000:0} ms between tokens");
/// </code>
/// </example>
public sealed record ServingDeployment
{
    /// <summary>Mean place of a token that is generated, as a share of the mean answer.</summary>
    public const double SteadyPosition = 0.97;

    /// <summary>Tokens of a prompt where nothing is said: those of a chat, as far as they are published (some 600).</summary>
    public const double UsualPrompt = 600;

    /// <summary>Tokens of an answer where nothing is said, likewise.</summary>
    public const double UsualAnswer = 400;

    // A prompt that was seen before is found in the cache of prefixes so often.
    private const double CachedShare = 0.7;

    /// <summary>GPUs, at least 1.</summary>
    public int Gpus { get; init; } = 1;

    /// <summary>Copies of what is not experts, each with its share of the requests.</summary>
    public int DataParallel { get; init; } = 1;

    /// <summary>Groups of GPUs that have the layers one group after the other.</summary>
    public int PipelineParallel { get; init; } = 1;

    /// <summary>Mean number of requests that run, above 0.</summary>
    public required double Requests { get; init; }

    /// <summary>Mean tokens of a prompt, at least 1.</summary>
    public required double PromptTokens { get; init; }

    /// <summary>Mean tokens of an answer, at least 1.</summary>
    public required double AnswerTokens { get; init; }

    /// <summary>Mean tokens of the answer before the one that is generated; null in the steady state.</summary>
    public double? DecodePosition { get; init; }

    /// <summary>Requests that begin while one answer of mean length is written by each that runs; 1 in the steady state.</summary>
    public double AdmissionsPerAnswer { get; init; } = 1;

    /// <summary>Share of prompts that were seen before.</summary>
    public double RepeatedPromptShare { get; init; }

    /// <summary>Tokens are drawn by their probabilities, which sorts the vocabulary; false for the likeliest one.</summary>
    public bool Draws { get; init; } = true;

    /// <summary>GPUs that share a layer.</summary>
    public int TensorParallel => Gpus / DataParallel / PipelineParallel;

    /// <summary>Requests that begin in a decode step, of all.</summary>
    internal double Admissions => Requests / AnswerTokens * AdmissionsPerAnswer;

    /// <summary>Tokens of a prompt that are computed, not found in a cache.</summary>
    internal double ComputedPrompt => PromptTokens * ComputedShare;

    /// <summary>Share of prompts that is computed.</summary>
    internal double ComputedShare => 1 - (CachedShare * RepeatedPromptShare);

    /// <summary>Tokens that a request keeps in the mean.</summary>
    internal double Position => PromptTokens + (DecodePosition ?? (SteadyPosition * AnswerTokens));

    /// <summary>This deployment, if its numbers make sense.</summary>
    /// <exception cref="InputException">One is out of its range, or GPUs cannot be divided so.</exception>
    public ServingDeployment Checked()
    {
        Refuse(Gpus < 1, nameof(Gpus), Gpus, "at least 1");
        Refuse(DataParallel < 1 || PipelineParallel < 1 || Gpus % (DataParallel * PipelineParallel) != 0,
            DataParallel > 1 ? nameof(DataParallel) : nameof(PipelineParallel), Math.Max(DataParallel, PipelineParallel),
            $"a divisor of the {Gpus} GPUs");
        Refuse(!(Requests > 0) || !double.IsFinite(Requests), nameof(Requests), Requests, "a number above 0");
        Refuse(!(PromptTokens >= 1) || !double.IsFinite(PromptTokens), nameof(PromptTokens), PromptTokens, "at least 1");
        Refuse(!(AnswerTokens >= 1) || !double.IsFinite(AnswerTokens), nameof(AnswerTokens), AnswerTokens, "at least 1");
        Refuse(DecodePosition is { } position && !(position >= 0 && double.IsFinite(position)),
            nameof(DecodePosition), DecodePosition ?? 0, "at least 0");
        Refuse(!(AdmissionsPerAnswer >= 0) || !double.IsFinite(AdmissionsPerAnswer),
            nameof(AdmissionsPerAnswer), AdmissionsPerAnswer, "at least 0");
        Refuse(RepeatedPromptShare is not (>= 0 and <= 1), nameof(RepeatedPromptShare), RepeatedPromptShare, "a share from 0 to 1");
        return this;
    }

    private static void Refuse(bool isWrong, string argument, double found, string expected)
    {
        if (isWrong)
            throw new InputException(new InputPlace(Argument: argument),
                FormattableString.Invariant($"`{argument}` {found}: expected {expected}"));
    }
}
