using JouleTree.Core.Json;

namespace JouleTree.Core.Serving;

/// <summary>What a part of a step's energy is spent for.</summary>
public enum ServingPurpose
{
    /// <summary>Products and sums.</summary>
    Arithmetic,

    /// <summary>Reading weights.</summary>
    Weights,

    /// <summary>Reading kept keys and states.</summary>
    KeptKeys,

    /// <summary>What each request costs by being one.</summary>
    Requests,

    /// <summary>Gathering and adding up what experts are given and give.</summary>
    RoutedRows,

    /// <summary>Sums over GPUs.</summary>
    Links,

    /// <summary>GPUs that are on and wait, for kernels to start or for each other.</summary>
    Waiting,
}

/// <summary>Names of purposes in files and answers.</summary>
internal static class ServingPurposes
{
    /// <summary>All, in the order in which they are told.</summary>
    public static readonly NameTable<ServingPurpose> Names = new(
        ("arithmetic", ServingPurpose.Arithmetic),
        ("weights", ServingPurpose.Weights),
        ("kept_keys", ServingPurpose.KeptKeys),
        ("requests", ServingPurpose.Requests),
        ("routed_rows", ServingPurpose.RoutedRows),
        ("links", ServingPurpose.Links),
        ("waiting", ServingPurpose.Waiting));
}

/// <summary>A quantity of a step that costs energy in proportion.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Unit">Unit of the quantity.</param>
/// <param name="Purpose">What the energy is for.</param>
/// <param name="Of">The quantity of a step.</param>
internal sealed record ServingTerm(string Name, string Unit, ServingPurpose Purpose, Func<ServingStep, double> Of);
