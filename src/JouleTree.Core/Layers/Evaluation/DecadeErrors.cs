namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Errors of the measurements within one decade of size. Immutable.</summary>
/// <param name="FromJoules">Lower end of the decade in joules: 10 to a whole power.</param>
/// <param name="Errors">Errors of the measurements in [from, 10·from).</param>
public sealed record DecadeErrors(double FromJoules, LayerErrors Errors);
