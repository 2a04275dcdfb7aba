using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Server.Sources;

/// <summary>What a pass of each model of the zoo costs, on one device or on the one that fits it best. Thread-safe.</summary>
/// <param name="source">Estimates the models.</param>
internal sealed class ModelMap(TreeSource source)
{
    // Some twenty maps of the zoo.
    private const int KeptModels = 1 << 12;

    // The whole zoo takes seconds, on a busy machine more than a request may: one that asks for it gets what was done by then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly BoundedCache<string, MappedModel> _known = new(KeptModels, _ => 1);

    /// <summary>The models in the order of the zoo, from one on: as many as can be had in two seconds, and at least one.</summary>
    /// <param name="device">Name of the device; null for the one that fits each best.</param>
    /// <param name="batch">Items of a pass.</param>
    /// <param name="length">Tokens of an item; models that take fewer get as many as they take.</param>
    /// <param name="from">Index of the first model.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The models, and the index of the one behind them; null where there is none.</returns>
    /// <exception cref="NotFoundException">There is no such device.</exception>
    public (IReadOnlyList<MappedModel> Models, int? Next) Of(
        string? device, int batch, int length, int from, CancellationToken cancellation)
    {
        // A name that is wrong is said before models are built.
        if (device is not null)
            source.Devices.Find(device);
        string workload = $"{device}\n{(device is null ? "" : source.Devices.StampOf(device))}\n{batch}/{length}";
        long start = TimeProvider.System.GetTimestamp();
        List<MappedModel> models = [];
        foreach (ZooModel model in ModelZoo.Models.Skip(from))
        {
            if (models.Count > 0 && TimeProvider.System.GetElapsedTime(start) > Patience)
                return (models, from + models.Count);
            cancellation.ThrowIfCancellationRequested();
            string key = $"{workload}\n{model.Name}";
            if (!_known.TryGet(key, out MappedModel? mapped))
                _known.Add(key, mapped = Map(model, device, batch, length, cancellation));
            models.Add(mapped);
        }

        return (models, null);
    }

    private MappedModel Map(ZooModel model, string? device, int batch, int length, CancellationToken cancellation)
    {
        int? tokens = model.TakesSequences
            ? Math.Min(length, ModelSource.OfArchitecture(model).ContextLength ?? length)
            : null;
        try
        {
            ResolvedTree tree = source.Get(
                new TreeRequest { Model = model.Name, Batch = batch, Length = tokens, Device = device }, cancellation);
            EnergyDetails? energy = NodeEnergies.Of(tree.Tree, tree.Tree.Root).Shown;
            TreeNode root = tree.Tree.Root;
            return new MappedModel(model, batch, tokens, tree.Device, root.Details?.Parameters, root.Flops, energy, tree.Fit, null);
        }
        catch (InputException error)
        {
            return new MappedModel(model, batch, tokens, device, model.PublishedParameters, null, null, null, error);
        }
    }
}

/// <summary>A model of the zoo with what a pass costs.</summary>
/// <param name="Model">The model.</param>
/// <param name="Batch">Items of the pass.</param>
/// <param name="Length">Tokens of an item; null where it takes none.</param>
/// <param name="Device">Name of the device; null where none tells it.</param>
/// <param name="Parameters">Number of parameters; null where nobody knows.</param>
/// <param name="Flops">Floating-point operations of a pass; null where it could not be built.</param>
/// <param name="Energy">Joules of the pass with their interval; null for none.</param>
/// <param name="Fit">How far the device's measurements carry the estimate.</param>
/// <param name="Problem">Why there is none; null where there is one.</param>
internal sealed record MappedModel(
    ZooModel Model, int Batch, int? Length, string? Device, long? Parameters, long? Flops, EnergyDetails? Energy,
    EstimateFit? Fit, InputException? Problem);
