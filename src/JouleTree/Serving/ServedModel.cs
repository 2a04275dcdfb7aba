using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Serving;

/// <summary>
/// A language model in the types in which it is served, counted once and asked for any number of deployments and profiles. Immutable and
/// thread-safe.
/// </summary>
/// <example>
/// <code>
/// ServedModel qwen = ServedModel.Of(ModelSource.Open("Qwen/Qwen3-32B"), new NumberTypes { Weights = NumberFormat.Parse("float8") });
/// ServingDeployment deployment = new() { Gpus = 2, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };
/// ServingAnswer answer = qwen.On(ServingProfile.Find("h100-vllm-0.11"), deployment);
/// Console.WriteLine($"{answer.Estimate.JoulesPerToken} J a token, {answer.Memory.WeightBytes} bytes of weights on a GPU");
/// foreach (DeploymentAnswer other in qwen.OnEach(ServingProfile.Shipped, deployment))
///     Console.WriteLine($"{other.Profile.Name}: {other.Estimate?.JoulesPerToken} J {other.Refusal}");
/// </code>
/// </example>
public sealed class ServedModel
{
    // Behind so many tokens every window that is known has begun to drop, and chunks of 8,192 are full but for one token.
    private const int LongPast = 16383;
    private const int ShortPrompt = 8;

    private readonly ModelSource _source;
    private readonly NumberTypes? _types;
    private readonly ConfigFields? _changes;

    private ServedModel(ModelSource source, NumberTypes? types, ConfigFields? changes, ServedNetwork network) =>
        (_source, _types, _changes, Network) = (source, types, changes, network);

    /// <summary>Its name.</summary>
    public string Name => Network.Name;

    /// <summary>Type of most of its weights, such as <c>bfloat16</c>; that of its experts where it has some.</summary>
    public string WeightType => Network.Types;

    /// <summary>What a pass reads, computes and keeps.</summary>
    internal ServedNetwork Network { get; }

    /// <summary>A model, counted.</summary>
    /// <param name="source">An architecture.</param>
    /// <param name="types">
    /// Types that are asked for; null for those in which it is published, which are bfloat16 where nothing else is known.
    /// </param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <exception cref="InputException">It is a file, or writes no text token by token, or the types do not fit together.</exception>
    public static ServedModel Of(ModelSource source, NumberTypes? types = null, ConfigFields? changes = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            return Count(source, types, changes);
        }
        catch (InputException error) when (error.Place.Argument == nameof(Workload.Attention))
        {
            // Nobody asked for fused attentions: engines of serving have no others.
            throw new InputException($"{source.Name} cannot be served as engines do it: its attentions are not counted as one kernel");
        }
    }

    /// <summary>What a profile says of it.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="deployment">How it is served.</param>
    /// <exception cref="InputException">The deployment makes no sense, or does not fit into the GPUs' memory.</exception>
    public ServingAnswer On(ServingProfile profile, ServingDeployment deployment) => ServingAnswer.Of(this, deployment, profile);

    /// <summary>What each of some profiles says of it, or why it says nothing, in their order.</summary>
    /// <param name="profiles">The profiles.</param>
    /// <param name="deployment">How it is served.</param>
    /// <exception cref="InputException">The deployment makes no sense.</exception>
    public IReadOnlyList<DeploymentAnswer> OnEach(IEnumerable<ServingProfile> profiles, ServingDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(deployment);
        deployment.Checked();
        return [.. profiles.Select(profile => DeploymentAnswer.Of(this, profile, deployment))];
    }

    /// <summary>A decode step of one item of a deployment, counted, over whose tree its energy is split.</summary>
    /// <param name="deployment">How it is served.</param>
    /// <exception cref="InputException">The model takes no such position.</exception>
    internal GraphView Step(ServingDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return _source.WithOutputLayer().Count(
            new Workload
            {
                Attention = AttentionForm.Fused,
                Numbers = ServedTypes.Of(_types),
                Phase = GenerationPhase.Decode,
                PastLength = Math.Max(1, (int)Math.Round(deployment.Position)),
            },
            _changes);
    }

    /// <summary>A decode step, with its output layer.</summary>
    /// <param name="requests">Requests that get a token.</param>
    /// <param name="kept">Tokens that each keeps.</param>
    /// <param name="expertSkew">Exponent of the power law of the experts' loads, as of <see cref="Workload.ExpertSkew"/>.</param>
    /// <exception cref="InputException">The model takes no such position.</exception>
    internal Graph Decode(int requests, int kept, double expertSkew = 0) => Pass(new Workload
    {
        Phase = GenerationPhase.Decode,
        BatchSize = requests,
        PastLength = kept,
        ExpertSkew = expertSkew,
    });

    /// <summary>The pass of a prompt, with its output layer.</summary>
    /// <param name="tokens">Its length.</param>
    /// <exception cref="InputException">The model takes no such length.</exception>
    internal Graph Prompt(int tokens) => Pass(new Workload { Phase = GenerationPhase.Prefill, SequenceLength = tokens });

    private Graph Pass(Workload workload) => _source.WithOutputLayer().Build(
        workload with { Attention = AttentionForm.Fused, Numbers = ServedTypes.Of(_types) }, _changes);

    private static ServedModel Count(ModelSource source, NumberTypes? types, ConfigFields? changes)
    {
        ModelSource whole = source.WithOutputLayer();
        Workload workload = new() { Attention = AttentionForm.Fused, Numbers = ServedTypes.Of(types) };
        int past = Math.Min(LongPast, (whole.ContextLength ?? int.MaxValue) - 1);
        Workload step = workload with { Phase = GenerationPhase.Decode, PastLength = past };
        Graph decode = whole.Build(step, changes);
        if (types?.Weights is { } asked && IsPublishedCloser(whole, step, asked, changes))
        {
            types = types with { Weights = null };
            decode = whole.Build(step = step with { Numbers = ServedTypes.Of(types) }, changes);
        }

        Graph prefill = whole.Build(
            step with { Phase = GenerationPhase.Prefill, PastLength = null, SequenceLength = ShortPrompt }, changes);
        return new ServedModel(source, types, changes, new GraphNetwork(decode, prefill).Read() with { Name = source.Name });
    }

    // Asked for plain 8 bits, a model that is published in 8 bits is served as it is published, scales of blocks and all.
    private static bool IsPublishedCloser(ModelSource source, Workload workload, NumberFormat asked, ConfigFields? changes)
    {
        if (asked.BlockColumns != 0)
            return false;
        Graph published = source.Build(workload with { Numbers = ServedTypes.Of(types: null) }, changes);
        return published.Types is { Weights: { BlockColumns: > 0 } own } && own.Value == asked.Value;
    }
}
