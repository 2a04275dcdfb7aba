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
    private const int KeptMaps = 16;

    private readonly BoundedCache<string, IReadOnlyList<MappedModel>> _maps = new(KeptMaps, _ => 1);

    /// <summary>The models in the order of the zoo.</summary>
    /// <param name="device">Name of the device; null for the one that fits each best.</param>
    /// <param name="batch">Items of a pass.</param>
    /// <param name="length">Tokens of an item; models that take fewer get as many as they take.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="NotFoundException">There is no such device.</exception>
    public IReadOnlyList<MappedModel> Of(string? device, int batch, int length, CancellationToken cancellation)
    {
        // A name that is wrong is said before models are built.
        if (device is not null)
            source.Devices.Find(device);
        string key = $"{device}\n{(device is null ? "" : source.Devices.StampOf(device))}\n{batch}/{length}";
        if (_maps.TryGet(key, out IReadOnlyList<MappedModel>? known))
            return known;
        List<MappedModel> models = [];
        foreach (ZooModel model in ModelZoo.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            models.Add(Map(model, device, batch, length, cancellation));
        }

        _maps.Add(key, models);
        return models;
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
