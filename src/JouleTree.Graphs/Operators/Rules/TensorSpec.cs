namespace JouleTree.Graphs.Operators.Rules;

/// <summary>Type and shape of a tensor that an operator will make.</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Concrete shape.</param>
public readonly record struct TensorSpec(DataType Type, TensorShape Shape);
