using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Nodes that together are one primitive of the field.</summary>
/// <param name="Type">Operator type of the primitive.</param>
/// <param name="Nodes">The nodes, the one that makes the primitive's output last.</param>
/// <param name="Inputs">Names of the values that the primitive reads.</param>
/// <param name="TransposedWeight">The weight is stored with its two dimensions exchanged.</param>
internal sealed record NodeGroup(string Type, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<string> Inputs, bool TransposedWeight = false);
