using JouleTree.Core.Serving;

namespace JouleTree.Bridges;

/// <summary>What a deployment's step has beside its kernels, as a quantity that seconds of GPUs are proportional to.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Unit">Unit of the quantity.</param>
/// <param name="Missing">What it is in hardware.</param>
/// <param name="Of">The quantity in a step of a network in certain types, of all GPUs.</param>
internal sealed record BridgeTerm(string Name, string Unit, MissingPart Missing, Func<ServingStep, string, double> Of)
{
    /// <summary>All terms: those of the serving formula that no kernel is, and what 8 bits need beside.</summary>
    public static IReadOnlyList<BridgeTerm> All { get; } =
    [
        Served(ServingTerms.Layers, MissingPart.Launches),
        Served(ServingTerms.ExpertLayers, MissingPart.Launches),
        // Activations are scaled and rounded by kernels of their own before each product.
        new("narrow_layers", ServingTerms.Layers.Unit, MissingPart.Launches, (step, types) =>
            types == ServingStep.NarrowTypes ? ServingTerms.Layers.Of(step) : 0),
        Served(ServingTerms.Requests, MissingPart.Requests),
        Served(ServingTerms.Beginnings, MissingPart.Beginnings),
        Served(ServingTerms.StateSpacePrompts, MissingPart.Beginnings),
        Served(ServingTerms.AllReduces, MissingPart.Links),
        Served(ServingTerms.LinkBytes, MissingPart.Links),
        Served(ServingTerms.RoutedRows, MissingPart.Links),
    ];

    private static BridgeTerm Served(ServingTerm term, MissingPart missing) =>
        new(term.Name, term.Unit, missing, (step, _) => term.Of(step));
}

/// <summary>What is missing between kernels and deployments.</summary>
internal enum MissingPart
{
    /// <summary>Gaps between the kernels of a layer, kernels that were not measured, such as routing and conversions.</summary>
    Launches,

    /// <summary>The scheduler, drawing of tokens, and what else a host does for every request of a step.</summary>
    Requests,

    /// <summary>Requests that begin: taken in, and read without a graph of kernels.</summary>
    Beginnings,

    /// <summary>Links between GPUs: sums over them, rows of experts that are gathered.</summary>
    Links,
}
