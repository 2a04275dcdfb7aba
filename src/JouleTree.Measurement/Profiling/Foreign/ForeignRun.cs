using System.Globalization;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Foreign;

/// <summary>One run of the whole under a provider.</summary>
/// <param name="Kernels">Its operators, from the engine's trace.</param>
/// <param name="Difference">
/// How far its outputs are from the processor's (<see cref="Agreement.Difference"/>); null where that has no kernels to compare with.
/// </param>
internal sealed record ForeignRun(IReadOnlyList<KernelEvent> Kernels, double? Difference)
{
    /// <summary>What is said where the outputs differ by more than <see cref="Agreement.Doubtful"/>.</summary>
    public string Doubt => string.Create(CultureInfo.InvariantCulture,
        $"the provider's outputs differ from the processor's by {Difference:0.0 %}: what it costs may not be what this network costs");
}
