using JouleTree.Core.Errors;

namespace JouleTree.Core.Kernels.Measurements;

/// <summary>A kernel that was measured.</summary>
internal sealed record KernelMeasurement
{
    /// <summary>Where it stands.</summary>
    public required InputPlace Place { get; init; }

    /// <summary>The GPU, as the file calls it: <c>NVIDIA H200</c>.</summary>
    public required string Gpu { get; init; }

    /// <summary>Version of the software that brought the kernel.</summary>
    public required string Software { get; init; }

    /// <summary>Types of numbers, as in <see cref="KernelTypes"/>.</summary>
    public required string Types { get; init; }

    /// <summary>What it worked on.</summary>
    public required KernelShape Shape { get; init; }

    /// <summary>Seconds of one call.</summary>
    public required double Seconds { get; init; }

    /// <summary>Mean watts of the card while it ran again and again; null where none were read.</summary>
    public double? Watts { get; init; }

    /// <summary>Watts that the card was allowed; null where it is not told.</summary>
    public double? LimitWatts { get; init; }

    /// <summary>Joules of one call.</summary>
    public double? Joules => Watts * Seconds;
}
