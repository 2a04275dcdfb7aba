namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>A node as one of our operators.</summary>
/// <param name="Type">Operator type.</param>
/// <param name="Inputs">Inputs in the order that the type prescribes.</param>
/// <param name="Attributes">Attributes as the type's family expects them.</param>
internal sealed record Translated(string Type, IReadOnlyList<Tensor> Inputs, OperatorAttributes Attributes);
