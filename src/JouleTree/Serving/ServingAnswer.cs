using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees;

namespace JouleTree.Serving;

/// <summary>What a profile says of a deployment of a model: energy, times, memory, and the tree of a decode step.</summary>
/// <example>
/// <code>
/// ServingDeployment deployment = new() { Gpus = 4, Requests = 64, PromptTokens = 600, AnswerTokens = 400 };
/// ServedModel llama = ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-70B"));
/// ServingAnswer answer = llama.On(ServingProfile.Find("b200-vllm-0.11"), deployment);
/// foreach (TreeNode module in answer.Tree.Root.Children)
///     Console.WriteLine($"{module.Scope}: {module.PredictedJoules} J of {answer.Estimate.JoulesPerToken} J a token");
/// foreach (string remark in answer.Remarks)
///     Console.WriteLine(remark);
/// </code>
/// </example>
public sealed class ServingAnswer
{
    private const int MostGpus = 64;

    private readonly Lazy<ModelTree> _tree;

    private ServingAnswer(ServedModel model, ServingProfile profile, ServingDeployment deployment, ServingMemory memory)
    {
        (Model, Profile, Deployment, Memory) = (model, profile, deployment, memory);
        Estimate = profile.Model.Estimate(model.Network, deployment);
        _tree = new Lazy<ModelTree>(() => ServedTree.Of(model.Step(deployment), model.Network, deployment, profile.Model).Tree);
    }

    /// <summary>The profile that says it.</summary>
    public ServingProfile Profile { get; }

    /// <summary>What is served.</summary>
    public ServedModel Model { get; }

    /// <summary>How.</summary>
    public ServingDeployment Deployment { get; }

    /// <summary>What of a GPU's memory it takes.</summary>
    public ServingMemory Memory { get; }

    /// <summary>All requests fit into memory at once as they are asked for: none waits, and no prompt need repeat.</summary>
    internal bool FitsAsAsked => Memory.Fits && ReferenceEquals(Profile.Model.Taken(Model.Network, Deployment), Deployment);

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
    /// <param name="model">What is served.</param>
    /// <param name="deployment">How.</param>
    /// <param name="profile">The profile.</param>
    /// <exception cref="InputException">The deployment makes no sense, or does not fit into the GPUs' memory.</exception>
    internal static ServingAnswer Of(ServedModel model, ServingDeployment deployment, ServingProfile profile)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(profile);
        deployment.Checked();
        ServingMemory memory = ServingMemory.Of(model.Network, deployment, profile.Gpu.MemoryBytes);
        return memory.CanFit
            ? new ServingAnswer(model, profile, deployment, memory)
            : throw TooLarge(model.Network, deployment, memory, profile.Gpu);
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

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:G3} GB");
}
