using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.TorchSharp;

/// <summary>What a step of training costs.</summary>
/// <param name="Tree">
/// The step as a tree: <c>root.forward</c>, <c>root.backward</c> and <c>root.optimizer</c>, the first two by module. What autograd
/// does for no module (adding gradients up, its own work) is what modules leave of <c>root.backward</c>.
/// </param>
/// <param name="Samples">Samples of a step.</param>
/// <param name="Remarks">What the reader should know; may be empty.</param>
public sealed record MeasuredTraining(ModelTree Tree, int Samples, IReadOnlyList<string> Remarks)
{
    /// <summary>Seconds of a step.</summary>
    public double Seconds => Tree.Root.Seconds!.Value;

    /// <summary>Joules of a step; null where they are below what the meter resolves.</summary>
    public double? Joules => Energy?.Joules;

    /// <summary>Joules of a step for each of its samples; null likewise.</summary>
    public double? JoulesPerSample => Joules / Samples;

    /// <summary>Joules come from a counter or from a model; null without any.</summary>
    public EnergySource? Source => Energy?.Source;

    private EnergyDetails? Energy => Tree.Root.Details?.Energy;
}
