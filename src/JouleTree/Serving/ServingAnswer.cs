using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Serving;

/// <summary>What a profile says of a deployment of a model: energy, times, memory, and the tree of a decode step.</summary>
internal sealed class ServingAnswer
{
    private readonly Lazy<ModelTree> _tree;

    private ServingAnswer(
        ServingProfile profile, ServedNetwork network, ServingDeployment deployment, ServingMemory memory, Func<GraphView> step)
    {
        (Profile, Network, Deployment, Memory) = (profile, network, deployment, memory);
        Estimate = profile.Model.Estimate(network, deployment);
        _tree = new Lazy<ModelTree>(() => ServedTree.Of(step(), network, deployment, profile.Model).Tree);
    }

    /// <summary>The profile that says it.</summary>
    public ServingProfile Profile { get; }

    /// <summary>What is served.</summary>
    public ServedNetwork Network { get; }

    /// <summary>How.</summary>
    public ServingDeployment Deployment { get; }

    /// <summary>What of a GPU's memory it takes.</summary>
    public ServingMemory Memory { get; }

    /// <summary>Energy and times.</summary>
    public ServingEstimate Estimate { get; }

    /// <summary>A decode step of one item with the joules of a token at its nodes, without those that prompts add.</summary>
    public ModelTree Tree => _tree.Value;

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Remarks =>
    [
        .. Profile.Scaled?.Remarks ?? [],
        .. Estimate.Notes,
        .. Memory.Fits
            ? (string[])[]
            : [$"in the mean {Gigabytes(Memory.NeededBytes)} a GPU are needed and {Gigabytes(Memory.AvailableBytes)} may be filled: "
                + "engines let some requests wait"],
    ];

    /// <summary>What a profile says.</summary>
    /// <param name="source">An architecture.</param>
    /// <param name="types">Types that are asked for; null for those in which the model is published.</param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <param name="deployment">How it is served.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="InputException">
    /// The model writes no text token by token, the deployment makes no sense, or it does not fit into the GPUs' memory.
    /// </exception>
    public static ServingAnswer Of(
        ModelSource source, NumberTypes? types, ConfigFields? changes, ServingDeployment deployment, ServingProfile profile) =>
        Of(source, types, changes, deployment, profile, ServedModels.Of(source, types, changes));

    /// <summary>What each of some profiles says, or why it says nothing.</summary>
    /// <param name="source">An architecture.</param>
    /// <param name="types">Types that are asked for; null for those in which the model is published.</param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <param name="deployment">How it is served.</param>
    /// <param name="profiles">The profiles.</param>
    /// <exception cref="InputException">The model writes no text token by token, or the deployment makes no sense.</exception>
    public static IReadOnlyList<(ServingProfile Profile, ServingAnswer? Answer, string? Refusal)> OfEach(
        ModelSource source, NumberTypes? types, ConfigFields? changes, ServingDeployment deployment, IEnumerable<ServingProfile> profiles)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(profiles);
        deployment.Checked();
        ServedNetwork network = ServedModels.Of(source, types, changes);
        return [.. profiles.Select(profile =>
        {
            try
            {
                return (profile, Of(source, types, changes, deployment, profile, network), (string?)null);
            }
            catch (InputException error)
            {
                return (profile, (ServingAnswer?)null, error.Problem);
            }
        })];
    }

    private static ServingAnswer Of(
        ModelSource source, NumberTypes? types, ConfigFields? changes, ServingDeployment deployment, ServingProfile profile,
        ServedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(profile);
        deployment.Checked();
        ServingMemory memory = ServingMemory.Of(network, deployment, profile.Gpu.MemoryBytes);
        return memory.CanFit
            ? new ServingAnswer(
                profile, network, deployment, memory, () => ServedModels.Step(source, deployment, types, changes))
            : throw TooLarge(network, deployment, memory, profile.Gpu);
    }

    private static InputException TooLarge(
        ServedNetwork network, ServingDeployment deployment, ServingMemory memory, GpuSheet gpu)
    {
        List<string> fitting = [];
        if (memory.MostRequests >= 1)
            fitting.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(memory.MostRequests):0} requests at a time"));
        for (int gpus = 2 * deployment.Gpus; gpus <= MostGpus; gpus *= 2)
        {
            if (!ServingMemory.Of(network, deployment with { Gpus = gpus }, gpu.MemoryBytes).CanFit)
                continue;
            fitting.Add($"{gpus} GPUs");
            break;
        }

        string wayOut = fitting.Count > 0
            ? $"what would fit: {string.Join(", or ", fitting)}"
            : "narrower types of weights may fit";
        return new InputException(
            $"{network.Name} does not fit: of {Gigabytes(memory.AvailableBytes)} that may be filled of {gpu.Name}, its weights take "
            + $"{Gigabytes(memory.WeightBytes)}, and each of "
            + string.Create(CultureInfo.InvariantCulture, $"{memory.Requests:0.#} requests on a GPU ")
            + $"{Gigabytes(memory.RequestBytes)} of kept keys; {wayOut}");
    }

    private const int MostGpus = 64;

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:G3} GB");
}
