using JouleTree.Core.Errors;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;
using JouleTree.Serving;

namespace JouleTree.Advice;

/// <summary>A model with what it is used for and what prices it: where advice begins. Immutable.</summary>
internal sealed record AdvisedModel
{
    private AdvisedModel(ModelSource source, Workload workload, ConfigFields? changes, AdviceDevice pricing) =>
        (Source, Workload, Changes, Pricing) = (source, workload, changes, pricing);

    /// <summary>Name of what prices it.</summary>
    public string Device => Pricing.Name;

    /// <summary>The model.</summary>
    public ModelSource Source { get; init; }

    /// <summary>What it is built for.</summary>
    public Workload Workload { get; init; }

    /// <summary>Changes to its configuration; null for none.</summary>
    public ConfigFields? Changes { get; init; }

    /// <summary>What prices it.</summary>
    public AdviceDevice Pricing { get; init; }

    /// <summary>A model whose passes or answers a device tells.</summary>
    /// <param name="source">An architecture, or a network of a file.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="device">The device.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <exception cref="InputException">It is a file of trees, which nothing of a model can be changed in.</exception>
    public static AdvisedModel Of(ModelSource source, Workload workload, EnergyDevice device, ConfigFields? changes = null) =>
        Of(source, workload, new PassDevice(device), changes);

    /// <summary>The same on a profile of kernels.</summary>
    /// <inheritdoc cref="Of(ModelSource, Workload, EnergyDevice, ConfigFields?)"/>
    public static AdvisedModel Of(ModelSource source, Workload workload, KernelProfile device, ConfigFields? changes = null) =>
        Of(source, workload, new KernelDevice(device), changes);

    /// <summary>The same on the shipped device that tells it best.</summary>
    /// <param name="source">An architecture, or a network of a file.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <param name="options">How it is estimated; null for the defaults.</param>
    /// <exception cref="InputException">No device tells the whole of it, or it is a file of trees.</exception>
    public static AdvisedModel OnBest(
        ModelSource source, Workload workload, ConfigFields? changes = null, EstimateOptions? options = null)
    {
        Refuse(source);
        IReadOnlyList<DeviceAnswer> answers = EstimableModel.Of(source, workload, changes).OnEach(EnergyDevice.Shipped, options);
        return Of(source, workload, DeviceAnswer.BestOfAll(answers).Device, changes);
    }

    /// <summary>A language model that is served on GPUs.</summary>
    /// <param name="source">An architecture.</param>
    /// <param name="deployment">How it is served.</param>
    /// <param name="profiles">Profiles of serving; of several, the one that tells it best.</param>
    /// <param name="types">Types that are asked for; null for those in which it is published.</param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <exception cref="InputException">It writes no text, or no profile tells the deployment.</exception>
    public static AdvisedModel Served(
        ModelSource source, ServingDeployment deployment, IReadOnlyList<ServingProfile> profiles, NumberTypes? types = null,
        ConfigFields? changes = null)
    {
        Refuse(source);
        ArgumentNullException.ThrowIfNull(profiles);
        IReadOnlyList<DeploymentAnswer> answers = ServedModel.Of(source, types, changes).OnEach(profiles, deployment);
        DeploymentAnswer best = answers.Where(answer => answer.Estimate is not null)
            .MinBy(answer => answer.Estimate!.HighJoulesPerToken / answer.Estimate.LowJoulesPerToken)
            ?? throw new InputException(string.Join("; ", answers.Select(answer => $"{answer.Profile.Name}: {answer.Refusal}")));
        return new AdvisedModel(source, new Workload { Numbers = types }, changes, new ServedDevice(best.Profile, deployment));
    }

    /// <summary>The same with a field of its configuration changed.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">Its new value.</param>
    public AdvisedModel With(string field, int value) => this with
    {
        Changes = ConfigFields.Empty().AddPair(FormattableString.Invariant($"{field}={value}")).Over(Changes),
    };

    private static AdvisedModel Of(ModelSource source, Workload workload, AdviceDevice pricing, ConfigFields? changes)
    {
        ArgumentNullException.ThrowIfNull(workload);
        Refuse(source);
        return new AdvisedModel(source, workload, changes, pricing);
    }

    private static void Refuse(ModelSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Kind == ModelKind.Trees)
            throw new InputException(new InputPlace(source.Name),
                "holds trees, in which nothing of the model can be changed any more: name an architecture or an ONNX file");
    }
}
