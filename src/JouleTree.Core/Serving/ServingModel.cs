using System.Numerics.Tensors;

namespace JouleTree.Core.Serving;

/// <summary>
/// Joules and seconds of serving on one kind of GPU with one software: sums of physical quantities of a step with prices that are fitted
/// to measured deployments. Immutable.
/// </summary>
/// <remarks>
/// Joules of a step are Σ price · quantity over all GPUs, and so are its seconds times the GPUs. Where the time is known, the energy is
/// another such sum with the GPUs' seconds as one quantity more.
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

    /// <summary>Joules by unit where the time is known; the last one by second of a GPU, in watts.</summary>
    public required double[] TimedJoulePrices { get; init; }

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
        Span<double> step = stackalloc double[ServingTerms.All.Count];
        ServingTerms.Fill(ServingStep.Of(network, deployment), step);
        double seconds = tokensPerSecond is { } known ? deployment.Requests / known : GpuSeconds(step) / deployment.Gpus;
        double[] terms = new double[step.Length];
        double[] prices = tokensPerSecond is null ? JoulePrices : TimedJoulePrices;
        TensorPrimitives.Multiply(step, prices.AsSpan(0, step.Length), terms);
        TensorPrimitives.Divide(terms, deployment.Requests, terms);
        double waiting = tokensPerSecond is null ? 0 : TimedJoulePrices[^1] * deployment.Gpus * seconds / deployment.Requests;
        double joules = TensorPrimitives.Sum<double>(terms) + waiting;
        double factor = Math.Exp(HalfWidth(tokensPerSecond is null ? EnergySpread : TimedEnergySpread, network, deployment));
        Span<double> bare = stackalloc double[step.Length];
        ServingTerms.Fill(ServingStep.WithoutPrompts(network, deployment), bare);
        double between = GpuSeconds(bare) / deployment.Gpus;
        double answers = TensorPrimitives.Dot<double>(bare, prices.AsSpan(0, bare.Length)) / deployment.Requests;
        double first = GpuSeconds(ServingStep.WithOnePrompt(network, deployment)) / deployment.Gpus;
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
            PromptJoules = Math.Max(0, TensorPrimitives.Sum<double>(terms) - answers),
            WaitingJoules = waiting,
            Level = Level,
            Notes = [.. Range.Outside(network, deployment).Select(outside => $"extrapolating: {outside}")],
        };
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
