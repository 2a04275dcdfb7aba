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
    private const string EngineName = "libtorch";

    /// <summary>Both views with the measurements of their nodes.</summary>
    public static ProfileResult Fill(
        CountedPass pass, IReadOnlyDictionary<string, NodeMeasurement> nodes, IReadOnlyDictionary<string, string> failures,
        MeasurementResult measured, MeterDescription meter, Machine machine, ModelDevice device, ProfileSettings settings,
        int computations, IReadOnlyList<string> remarks)
    {
        MeasuringOptions measuring = settings.Measuring;
        TreeDetails details = Describe(pass, measured, meter, machine, device, settings, measuring);
        TreeFiller filler = new(meter, measured.IdleWatts, measuring.Level, [], failures, null);
        ModelTree full = Named(filler.Fill(pass.Full.Tree, nodes), settings) with { Details = details };
        ModelTree irene = Named(filler.Fill(pass.Irene.Tree, IreneView.Translate(pass.Graph, pass.Full, pass.Irene, nodes)), settings)
            with
        { Details = details };
        return new ProfileResult(Noted(full, remarks), irene, measured, computations);
    }

    private static TreeDetails Describe(
        CountedPass pass, MeasurementResult measured, MeterDescription meter, Machine machine, ModelDevice device,
        ProfileSettings settings, MeasuringOptions measuring)
    {
        string version = torch.__version__;
        TreeDetails details = ProfileDetails.Of(new EngineDescription(EngineName, version, null, []), meter, machine,
            new ProfileOptions { Measuring = measuring }, measured, null, null, null, null, null);
        return details with
        {
            Workload = pass.Full.Tree.Details!.Workload! with { Model = settings.Pass.ModelName ?? pass.Full.Tree.ModelName },
            Date = machine.Clock.GetUtcNow(),
            Engine = new NamedDetails
            {
                Name = EngineName,
                Version = version,
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
