using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Profiling;

namespace JouleTree.Measurement;

/// <summary>A network as measured: time and energy of every node, with intervals of this run.</summary>
public sealed class MeasuredModel
{
    private readonly ProfileResult _result;

    internal MeasuredModel(ProfileResult result) => _result = result;

    /// <summary>
    /// The tree, every primitive a leaf: energies in <see cref="NodeDetails.Energy"/>, times in <see cref="NodeDetails.Time"/>.
    /// </summary>
    public ModelTree Tree => _result.Full;

    /// <summary>The same in the view of the published IrEne trees, for what is trained on such.</summary>
    public ModelTree IreneTree => _result.Irene;

    /// <summary>Joules of one forward pass; null where they are below the meter's resolution, or the meter was lost.</summary>
    public double? Joules => Energy?.Joules;

    /// <summary>Lower end of its interval in joules; null without one.</summary>
    public double? Low => Energy?.Low;

    /// <summary>Upper end of its interval in joules; null without one.</summary>
    public double? High => Energy?.High;

    /// <summary>Seconds of one forward pass; null where the meter was lost before.</summary>
    public double? Seconds => Tree.Root.Details?.Time?.Seconds;

    /// <summary>Why measuring ended early, such as a meter that was lost; null where it did not. What was measured is there.</summary>
    public string? Interruption => _result.Measurement.Interruption;

    private EnergyDetails? Energy => Tree.Root.Details?.Energy;
}
