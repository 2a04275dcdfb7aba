using System.Numerics.Tensors;

namespace JouleTree.Core.Serving;

/// <summary>
/// Joules and seconds of serving on one kind of GPU with one software: sums of physical quantities of a step with prices that are fitted
/// to measured deployments. Immutable.
/// </summary>
/// <remarks>
/// Joules of a step are Σ price · quantity over all GPUs, and so are its seconds times the GPUs. Where the time is known, each second that
/// a GPU takes more or less than was predicted costs or saves <see cref="WaitingWatts"/>.
/// </remarks>
internal sealed class ServingModel
{
    // By so much of its own an interval widens when a number is e times beyond the end of its range.
    private const double WideningPerDistance = 1;

    // An unmeasured type of weights is read and unpacked by kernels that nobody timed.
    private const double WideningOfTypes = 0.5;

    /// <summary>Joules of each term of <see cref="ServingTerms.All"/> by its unit.</summary>
    public required double[] JoulePrices { get; init; }

    /// <summary>Seconds of a GPU likewise.</summary>
    public required double[] SecondPrices { get; init; }

    /// <summary>Watts of a GPU in the seconds that a step takes more than is predicted, at least 0.</summary>
    public required double WaitingWatts { get; init; }

    /// <summary>
    /// Bytes of a GPU's memory, where engines keep prompts that repeat once; null where they do not, and where memory sets no bounds.
    /// </summary>
    public double? SharedMemoryBytes { get; init; }

    /// <summary>Half widths of energies.</summary>
    public required ServingSpread EnergySpread { get; init; }

    /// <summary>Half widths of energies where the time is known.</summary>
    public required ServingSpread TimedEnergySpread { get; init; }

    /// <summary>Half widths of times.</summary>
    public required ServingSpread TimeSpread { get; init; }

    /// <summary>Confidence level of the intervals.</summary>
    public required double Level { get; init; }

    /// <summary>What it was fitted to.</summary>
    public required ServingRange Range { get; init; }

    /// <summary>A deployment as it is taken: where its requests would not fit into memory otherwise, prompts repeat.</summary>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    public ServingDeployment Taken(ServedNetwork network, ServingDeployment deployment) =>
        SharedMemoryBytes is { } bytes ? ServingMemory.Fitted(network, deployment, bytes) : deployment;

    /// <summary>Joules that a known time adds to what was predicted without it, below 0 where it is the shorter one.</summary>
    /// <param name="joules">Joules that were predicted.</param>
    /// <param name="predictedSeconds">Seconds of GPUs that were predicted.</param>
    /// <param name="seconds">Those that are known.</param>
    /// <param name="watts">Watts of a second that was not predicted; no more than those of the predicted ones count.</param>
    public static double WaitingJoules(double joules, double predictedSeconds, double seconds, double watts) =>
        Math.Min(watts, joules / predictedSeconds) * (seconds - predictedSeconds);

    /// <summary>What a deployment costs.</summary>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    /// <param name="tokensPerSecond">Tokens of all requests in a second, where that was measured; null where it is estimated too.</param>
    /// <exception cref="Errors.InputException">A number of the deployment makes no sense.</exception>
    public ServingEstimate Estimate(ServedNetwork network, ServingDeployment deployment, double? tokensPerSecond = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(deployment);
        deployment.Checked();
        ServingDeployment taken = Taken(network, deployment);
        Span<double> step = stackalloc double[ServingTerms.All.Count];
        ServingTerms.Fill(ServingStep.Of(network, taken), step);
        double predicted = GpuSeconds(step) / deployment.Gpus;
        double seconds = tokensPerSecond is { } known ? deployment.Requests / known : predicted;
        double[] terms = new double[step.Length];
        TensorPrimitives.Multiply(step, JoulePrices, terms);
        TensorPrimitives.Divide(terms, deployment.Requests, terms);
        double priced = TensorPrimitives.Sum<double>(terms);
        double waiting = tokensPerSecond is null ? 0 : WaitingJoules(
            priced, predicted * deployment.Gpus / deployment.Requests, seconds * deployment.Gpus / deployment.Requests, WaitingWatts);
        double joules = priced + waiting;
        double factor = Math.Exp(HalfWidth(tokensPerSecond is null ? EnergySpread : TimedEnergySpread, network, deployment));
        Span<double> bare = stackalloc double[step.Length];
        ServingTerms.Fill(ServingStep.WithoutPrompts(network, taken), bare);
        double between = GpuSeconds(bare) / deployment.Gpus;
        double answers = TensorPrimitives.Dot<double>(bare, JoulePrices) / deployment.Requests;
        double first = GpuSeconds(ServingStep.WithOnePrompt(network, taken)) / deployment.Gpus;
        return new ServingEstimate
        {
            JoulesPerToken = joules,
            LowJoulesPerToken = joules / factor,
            HighJoulesPerToken = joules * factor,
            StepSeconds = seconds,
            InterTokenSeconds = Math.Min(between, seconds),
            FirstTokenSeconds = (seconds / 2) + Math.Max(first, seconds),
            TimeFactor = Math.Exp(HalfWidth(TimeSpread, network, deployment)),
            TokensPerSecond = deployment.Requests / seconds,
            AnswerTokens = deployment.AnswerTokens,
            Terms = terms,
            PromptJoules = Math.Max(0, priced - answers),
            WaitingJoules = waiting,
            Level = Level,
            Notes =
            [
                .. Range.Outside(network, deployment).Select(outside => $"extrapolating: {outside}"),
                .. Sharing(deployment, taken),
            ],
        };
    }

    // So many cannot run with prompts of their own: what is taken instead is the reader's to judge.
    private static IEnumerable<string> Sharing(ServingDeployment asked, ServingDeployment taken)
    {
        if (ReferenceEquals(asked, taken))
            yield break;
        double repeated = 100 * taken.RepeatedPromptShare;
        yield return FormattableString.Invariant($"memory: so many requests run at a time only where {repeated:0} % of prompts were ")
            + "seen before, which is taken here";
        if (taken.DecodePosition < ServingDeployment.SteadyPosition * asked.AnswerTokens)
            yield return FormattableString.Invariant($"memory: and only while answers are {taken.DecodePosition:0} tokens long in ")
                + "the mean";
    }

    private double HalfWidth(ServingSpread spread, ServedNetwork network, ServingDeployment deployment)
    {
        double widening = 1 + (WideningPerDistance * Range.Distance(network, deployment))
            + (Range.Types.Contains(network.Types) ? 0 : WideningOfTypes);
        return spread.Of(network.Kind) * widening;
    }

    private double GpuSeconds(ServingStep step)
    {
        Span<double> quantities = stackalloc double[ServingTerms.All.Count];
        ServingTerms.Fill(step, quantities);
        return GpuSeconds(quantities);
    }

    private double GpuSeconds(ReadOnlySpan<double> quantities) => TensorPrimitives.Dot(quantities, SecondPrices);
}
