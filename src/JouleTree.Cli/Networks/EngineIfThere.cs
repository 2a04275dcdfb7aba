using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.OnnxRuntime;
using JouleTree.Measurement.Profiling.Models;

namespace JouleTree.Cli.Networks;

/// <summary>Shapes that only the engine knows; none where it is not there or refuses the model.</summary>
internal sealed class EngineIfThere : IShapeSource
{
    /// <summary>The one for all verbs.</summary>
    public static EngineIfThere Instance { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs)
    {
        try
        {
            using IInferenceEngine engine = EngineLocator.Open();
            return new EngineShapes(engine).ShapesOf(model, inputs);
        }
        catch (InputException)
        {
            // Counts need no engine: what stays unknown is listed as not counted.
            return new Dictionary<string, TensorSpec>();
        }
    }
}
