using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Kernels.Models;

/// <summary>Where a profile of kernels comes from and how far it can be trusted.</summary>
internal sealed record KernelSheet
{
    /// <summary>The software that brought the kernels, with its version.</summary>
    public required string Software { get; init; }

    /// <summary>The measurements in words.</summary>
    public required string Data { get; init; }

    /// <summary>Under which terms they were published.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>Kernels that were fitted to.</summary>
    public required int Rows { get; init; }

    /// <summary>What a reader has to be warned of: swinging watts, coarse clocks, what was left away.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Errors of shapes that were left out, by kind and types.</summary>
    public required IReadOnlyList<LeftOutErrors> Errors { get; init; }
}
