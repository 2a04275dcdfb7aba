using JouleTree.Graphs;

namespace JouleTree.TorchSharp.Rules;

/// <summary>An operator of the counting rules that has no place yet.</summary>
/// <param name="Type">Its type, such as <c>Linear</c>; one that no rule knows is listed as not counted.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Outputs">What it makes.</param>
/// <param name="Attributes">Its attributes; null for none.</param>
internal sealed record OperatorDraft(
    string Type, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs, OperatorAttributes? Attributes = null);
