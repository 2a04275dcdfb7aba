using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>Knows the shapes of an ONNX model's values where propagation does not, as an engine that can load it does.</summary>
internal interface IShapeSource
{
    /// <summary>Types and shapes of values by name; values that are not known are left out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Concrete shapes of all its inputs, by name.</param>
    IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs);
}
