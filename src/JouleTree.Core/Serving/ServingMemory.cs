namespace JouleTree.Core.Serving;

/// <summary>What a deployment keeps in the memory of its fullest GPU.</summary>
public sealed record ServingMemory
{
    /// <summary>Share of a GPU's memory that engines fill unless they are told otherwise (vLLM's default).</summary>
    public const double FilledShare = 0.9;

    private const double LeastAnswer = 0.25;
    private const int Halvings = 30;

    /// <summary>Bytes of weights on a GPU.</summary>
    public required double WeightBytes { get; init; }

    /// <summary>
    /// Bytes on a GPU that a request keeps in the mean: its prompt, as far as no other has the same, and half of its answer, or what the
    /// deployment says.
    /// </summary>
    public required double RequestBytes { get; init; }

    /// <summary>Bytes on a GPU that it keeps at least: a quarter of its answer behind a prompt that all share.</summary>
    public required double LeastRequestBytes { get; init; }

    /// <summary>Requests that a GPU keeps for: all, or its share where parts of the network are copied.</summary>
    public required double Requests { get; init; }

    /// <summary>Bytes of a GPU that may be filled.</summary>
    public required double AvailableBytes { get; init; }

    /// <summary>Bytes that are needed in the mean.</summary>
    public double NeededBytes => WeightBytes + (Requests * RequestBytes);

    /// <summary>True where what is needed in the mean fits. Engines let requests wait, or share prompts, where it does not.</summary>
    public bool Fits => NeededBytes <= AvailableBytes;

    /// <summary>True where so many requests can run at all; false is a reason to refuse.</summary>
    public bool CanFit => WeightBytes + (Requests * LeastRequestBytes) <= AvailableBytes && WeightBytes + RequestBytes <= AvailableBytes;

    /// <summary>Most requests of the whole deployment that fit; 0 where the weights alone do not.</summary>
    public required double MostRequests { get; init; }

    /// <summary>
    /// A deployment as it can run where it is said that so many requests do: what memory lacks in the steady state, prompts that repeat
    /// save, as many as need be, since engines keep and read them once; where all of them repeat and it lacks still, answers are as short
    /// as fits. One whose position is known, that fits, or that cannot, is given back as it is.
    /// </summary>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    /// <param name="memoryBytes">Bytes of a GPU's memory.</param>
    internal static ServingDeployment Fitted(ServedNetwork network, ServingDeployment deployment, double memoryBytes)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        if (deployment.DecodePosition is not null)
            return deployment;
        double steady = ServingDeployment.SteadyPosition * deployment.AnswerTokens;
        double own = 1 - deployment.RepeatedPromptShare;
        if (IsEnough(Saving(0, 0)) || !IsEnough(Saving(1, 1)))
            return deployment;
        return IsEnough(Saving(1, 0))
            ? Saving(Least(prompts => IsEnough(Saving(prompts, 0))), 0)
            : Saving(1, Least(answers => IsEnough(Saving(1, answers))));

        // Shares of the prompts that do not repeat yet, and of answers.
        ServingDeployment Saving(double prompts, double answers) => deployment with
        {
            DecodePosition = steady * (1 - answers),
            RepeatedPromptShare = 1 - (own * (1 - prompts)),
        };

        bool IsEnough(ServingDeployment one) => Of(network, one, memoryBytes).Fits;
    }

    /// <summary>The reckoning of a deployment.</summary>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    /// <param name="memoryBytes">Bytes of a GPU's memory.</param>
    internal static ServingMemory Of(ServedNetwork network, ServingDeployment deployment, double memoryBytes)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(deployment);
        double routed = network.Experts is { } experts ? experts.Layers * experts.Count * experts.Bytes : 0;
        double weights = ((network.StoredBytes - routed) / deployment.TensorParallel / deployment.PipelineParallel)
            + (routed / deployment.Gpus);
        double request = Kept(deployment.ComputedPrompt + (deployment.DecodePosition ?? (deployment.AnswerTokens / 2)));
        double available = FilledShare * memoryBytes;
        return new ServingMemory
        {
            WeightBytes = weights,
            RequestBytes = request,
            LeastRequestBytes = Kept(LeastAnswer * deployment.AnswerTokens),
            Requests = deployment.Requests / deployment.DataParallel,
            AvailableBytes = available,
            MostRequests = weights >= available ? 0 : (available - weights) / request * deployment.DataParallel,
        };

        double Kept(double tokens) => (network.StateBytes + network.Kept.Sum(kept =>
            kept.Layers * kept.BytesPerToken * kept.SeenAt(tokens) * ServingStep.Copies(kept, deployment)))
            / deployment.TensorParallel / deployment.PipelineParallel;
    }

    // The least share from 0 to 1 that is enough, by halving: windows make what is kept a broken line.
    private static double Least(Func<double, bool> isEnough)
    {
        (double below, double above) = (0, 1);
        for (int round = 0; round < Halvings; round++)
        {
            double middle = (below + above) / 2;
            (below, above) = isEnough(middle) ? (below, middle) : (middle, above);
        }

        return above;
    }
}
