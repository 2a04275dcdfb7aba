namespace JouleTree.Core.Serving;

/// <summary>
/// What one decode step of a deployment reads, computes and sends, in the mean: a token for each request that runs, and the prompts of
/// those that begin. Of all GPUs together, where nothing else is said.
/// </summary>
internal sealed class ServingStep
{
    // Requests choose experts alike as far as their texts are alike: so many count as independent.
    private const double IndependentShare = 0.7;

    // Rows of an expert that a kernel of blocks computes at least; tiles of 64 are half empty in the mean.
    private const double BlockRows = 128;

    // Types whose products tensor cores do twice as fast. What is unpacked to 16 bits is multiplied in 16 bits.
    internal const string NarrowTypes = "float8";

    // What is filled up costs more than what is computed with weights that are there.
    private const double FillerPrice = 1.5;

    private readonly ServedNetwork _network;
    private readonly ServingDeployment _deployment;
    private readonly double _admissions;
    private readonly double _prompts;

    private ServingStep(ServedNetwork network, ServingDeployment deployment, double admissions)
    {
        (_network, _deployment, _admissions) = (network, deployment, admissions);
        _prompts = admissions * deployment.ComputedPrompt;
    }

    /// <summary>A step in the mean, prompts in.</summary>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    public static ServingStep Of(ServedNetwork network, ServingDeployment deployment) =>
        new(network, deployment, deployment.Admissions);

    /// <summary>A step in which no request begins, which is what one sees between two tokens most of the time.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static ServingStep WithoutPrompts(ServedNetwork network, ServingDeployment deployment) => new(network, deployment, 0);

    /// <summary>A step in which one request begins.</summary>
    /// <inheritdoc cref="Of" path="/param"/>
    public static ServingStep WithOnePrompt(ServedNetwork network, ServingDeployment deployment) => new(network, deployment, 1);

    /// <summary>GPUs.</summary>
    public int Gpus => _deployment.Gpus;

    /// <summary>Requests, each of which gets a token.</summary>
    public double Requests => _deployment.Requests;

    /// <summary>Tokens that go through the layers.</summary>
    public double Rows => Requests + _prompts;

    /// <summary>Bytes of weights, experts aside; a pipeline reads them for each of its parts.</summary>
    public double WeightBytes =>
        (_network.DenseBytes + _network.HeadBytes) * _deployment.DataParallel * _deployment.PipelineParallel;

    /// <summary>Bytes of the experts that some row is given.</summary>
    public double ExpertBytes => _network.Experts is { } experts
        ? _deployment.PipelineParallel * experts.Layers * DistinctExperts(experts) * experts.Bytes
        : 0;

    /// <summary>Those of them that are unpacked.</summary>
    public double UnpackedBytes => _network.Experts?.Kernel == ExpertKernel.Unpacked ? ExpertBytes : 0;

    /// <summary>
    /// Bytes of kept keys and of states. GPUs beyond the heads of keys read again what others read, all of them latents.
    /// </summary>
    public double KeptBytes => Requests * (StateTraffic + _network.Kept.Sum(
        kept => kept.Layers * kept.BytesPerToken * kept.SeenAt(_deployment.Position) * Copies(kept, _deployment)));

    /// <summary>Floating-point operations, rows that are filled up included.</summary>
    public double Flops => LinearFlops + AttentionFlops + (FillerPrice * FillerFlops);

    /// <summary>
    /// Floating-point operations as long as they take: products of 8 bits count half, since tensor cores do twice as many a second. Their
    /// energies showed no such difference.
    /// </summary>
    public double TimedFlops => Flops - (_network.Types == NarrowTypes ? LinearFlops / 2 : 0);

    /// <summary>Requests on every GPU: each runs its kernels of one row and waits for the scheduler.</summary>
    public double RequestsOnGpus => Gpus * Requests;

    /// <summary>Probabilities that are sorted to draw from them, on every GPU.</summary>
    public double Drawn => _deployment.Draws ? Gpus * Requests * _network.VocabularySize : 0;

    /// <summary>Bytes of the rows that experts are given and give back, which every GPU gathers and adds up.</summary>
    public double RoutedBytes => _network.Experts is { } experts
        ? Gpus * experts.Layers * Rows * experts.Chosen * (_network.HiddenWidth + (double)experts.Width) * 2
            / _deployment.DataParallel / _deployment.PipelineParallel
        : 0;

    /// <summary>Bytes of the rows between layers, which each GPU of a layer has whole.</summary>
    public double FlowingBytes => (double)_deployment.TensorParallel * _network.Layers * Rows * _network.HiddenWidth * 2;

    /// <summary>Sums over the GPUs of a layer, counted on each GPU.</summary>
    public double AllReduces => _deployment.TensorParallel > 1 ? (double)Gpus * _network.AllReduces : 0;

    /// <summary>Rounds of these sums, each among twice as many GPUs.</summary>
    public double AllReduceRounds => AllReduces * Math.Log2(_deployment.TensorParallel);

    /// <summary>Bytes that GPUs send for these sums.</summary>
    public double LinkBytes => _deployment.TensorParallel is > 1 and var parallel
        ? (double)parallel * _network.AllReduces * Rows * _network.HiddenWidth * 4 * (parallel - 1) / parallel
        : 0;

    /// <summary>Layers, counted on each GPU: the kernels of each are started one after the other.</summary>
    public double Layers => (double)Gpus * _network.Layers;

    /// <summary>Those with experts.</summary>
    public double ExpertLayers => _network.Experts is { } experts ? (double)Gpus * experts.Layers : 0;

    /// <summary>Those with an expert for every token beside.</summary>
    public double SharedExpertLayers => _network.Experts is { HasShared: true } ? ExpertLayers : 0;

    /// <summary>Requests that begin, on every GPU: a host takes them in and gives them places.</summary>
    public double Beginnings => Gpus * _admissions;

    /// <summary>Layers of steps that read prompts, counted on each GPU: apart from other steps, without a graph of kernels.</summary>
    public double PromptLayers => Layers * PromptChance;

    /// <summary>State-space layers that read a prompt, counted on each GPU: without a graph of kernels.</summary>
    public double StateSpacePrompts => Gpus * _network.StateSpaceLayers * PromptChance;

    // A state is read and written back.
    private double StateTraffic => 2 * _network.StateBytes;

    // Of one part of a pipeline.
    private double PartAdmissions => _admissions / _deployment.PipelineParallel;

    private double PromptChance => 1 - Math.Exp(-PartAdmissions);

    private double LinearFlops
    {
        get
        {
            double body = _network.ActiveParameters - _network.HeadParameters;
            return (2 * Requests * _network.ActiveParameters) + (2 * _prompts * body) + (2 * _admissions * _network.HeadParameters);
        }
    }

    private double AttentionFlops => _network.Kept.Sum(kept => kept.Layers
        * ((Requests * kept.DecodeFlops * kept.SeenAt(_deployment.Position))
            + (_admissions * _deployment.ComputedShare * kept.PrefillFlops * kept.PairsOf(_deployment.PromptTokens))));

    private double FillerFlops
    {
        get
        {
            if (_network.Experts is not { Kernel: ExpertKernel.Blocks } experts)
                return 0;
            double given = Rows * experts.Chosen;
            double computed = Math.Max(BlockRows * experts.Count, given + (BlockRows / 2 * experts.Count));
            return 2 * experts.Layers * experts.Parameters * (computed - given);
        }
    }

    /// <summary>How often keys are read that GPUs cannot split: more GPUs than heads each read whole ones.</summary>
    /// <param name="kept">Keys of some layers.</param>
    /// <param name="deployment">How they are served.</param>
    public static double Copies(KeptKeys kept, ServingDeployment deployment) =>
        Math.Max(1, (double)deployment.TensorParallel / kept.Heads);

    // Prompts come as a whole: a step without one touches few experts, a step with one nearly all.
    private double DistinctExperts(ServedExperts experts)
    {
        double chance = PromptChance;
        double requests = Requests / _deployment.PipelineParallel;
        double burst = chance > 0 ? _prompts / _deployment.PipelineParallel / chance : 0;
        return ((1 - chance) * Touched(requests)) + (chance * Touched(requests + burst));

        double Touched(double rows) =>
            experts.Count * (1 - Math.Pow(1 - ((double)experts.Chosen / experts.Count), IndependentShare * rows));
    }
}
