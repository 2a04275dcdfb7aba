using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Puts measurements into the trees of a counted pass, with what is to be said of how they came about.</summary>
internal static class ProfileFacts
{
    /// <summary>libtorch with its version.</summary>
    public static EngineDescription Engine { get; } = new("libtorch", torch.__version__, null, []);

    /// <summary>Both views with the measurements of their nodes.</summary>
    public static ProfileResult Fill(
        CountedGraph counts, IReadOnlyDictionary<string, NodeMeasurement> nodes, IReadOnlyDictionary<string, string> failures,
        MeasurementResult measured, MeterDescription meter, Machine machine, ModelDevice device, ProfileSettings settings,
        int computations, IReadOnlyList<string> remarks)
    {
        MeasuringOptions measuring = settings.Measuring;
        TreeDetails details = Describe(counts, measured, meter, machine, device, settings, measuring);
        TreeFiller filler = new(meter, measured.IdleWatts, measuring.Level, [], failures, null);
        ModelTree full = Named(filler.Fill(counts.Full.Tree, nodes), settings) with { Details = details };
        ModelTree irene = Named(filler.Fill(counts.Irene.Tree,
            IreneView.Translate(counts.Graph, counts.Full, counts.Irene, nodes)), settings)
            with
        { Details = details };
        return new ProfileResult(Noted(full, remarks), irene, measured, computations);
    }

    private static TreeDetails Describe(
        CountedGraph counts, MeasurementResult measured, MeterDescription meter, Machine machine, ModelDevice device,
        ProfileSettings settings, MeasuringOptions measuring)
    {
        TreeDetails details = ProfileDetails.Of(Engine, meter, machine,
            new ProfileOptions { Measuring = measuring }, measured, null, null, null, null, null);
        return details with
        {
            Workload = counts.Full.Tree.Details!.Workload! with { Model = settings.Pass.ModelName ?? counts.Full.Tree.ModelName },
            Date = machine.Clock.GetUtcNow(),
            Engine = new NamedDetails
            {
                Name = Engine.Name,
                Version = Engine.Version,
                Properties = new Dictionary<string, string>
                {
                    ["threads"] = FormattableString.Invariant($"{torch.get_num_threads()}"),
                    ["device"] = device.Name,
                    ["attribution"] = settings.IsInPlace ? "INPLACE" : "ISOLATION",
                },
            },
        };
    }

    private static ModelTree Named(ModelTree tree, ProfileSettings settings) =>
        settings.Pass.ModelName is { } name ? tree with { ModelName = name } : tree;

    private static ModelTree Noted(ModelTree tree, IReadOnlyList<string> remarks) => remarks.Count == 0 ? tree : tree with
    {
        Root = tree.Root with
        {
            Details = (tree.Root.Details ?? new NodeDetails()) with { Notes = [.. tree.Root.Details?.Notes ?? [], .. remarks] },
        },
    };
}
