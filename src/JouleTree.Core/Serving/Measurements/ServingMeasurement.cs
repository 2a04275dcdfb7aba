using JouleTree.Core.Errors;

namespace JouleTree.Core.Serving.Measurements;

/// <summary>A deployment that was measured.</summary>
internal sealed record ServingMeasurement
{
    /// <summary>Where it stands.</summary>
    public required InputPlace Place { get; init; }

    /// <summary>Short name of the GPU, such as <c>H100</c> or <c>A100-40GB</c>.</summary>
    public required string Gpu { get; init; }

    /// <summary>Name of the model, as its makers have it.</summary>
    public required string Model { get; init; }

    /// <summary>Networks of one architecture, which are left out together.</summary>
    public required string Family { get; init; }

    /// <summary>What it was asked, as the file calls it.</summary>
    public required string Task { get; init; }

    /// <summary>Types of weights, as the file calls them: <c>bfloat16</c>, <c>fp8</c>, <c>mxfp4</c>.</summary>
    public required string Types { get; init; }

    /// <summary>How it was served, with what is known of the load.</summary>
    public required ServingDeployment Deployment { get; init; }

    /// <summary>Joules of all GPUs for a token of an answer, prompts included.</summary>
    public required double JoulesPerToken { get; init; }

    /// <summary>Tokens of answers in a second.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Median of the seconds between two tokens of a request; null where it is not told.</summary>
    public double? InterTokenSeconds { get; init; }

    /// <summary>It is told as the leaderboard of 2024 tells it, whose engines have formulas of their own.</summary>
    public bool IsOf2024 { get; init; }

    /// <summary>Why it belongs to no fit; null for nothing.</summary>
    public ServingFlag? Flag { get; init; }

    /// <summary>
    /// The deployment as a stranger would ask for it: number of GPUs, requests, lengths of prompt and answer, in the steady state.
    /// </summary>
    public ServingDeployment Asked => Deployment with { DecodePosition = null, AdmissionsPerAnswer = 1, RepeatedPromptShare = 0 };
}

/// <summary>Why a measured deployment is told apart.</summary>
internal enum ServingFlag
{
    /// <summary>The host was slower than the GPUs.</summary>
    HostBound,

    /// <summary>Attentions ran side by side on copies, with energies that are not understood.</summary>
    DataParallel,
}
