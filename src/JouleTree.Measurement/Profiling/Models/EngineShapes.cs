using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Models;

/// <summary>
/// Asks the engine for types and shapes: every value becomes an output without a type, and the session that is made of
/// it knows them. Nothing is run, and no weight is read.
/// </summary>
/// <param name="engine">The engine.</param>
internal sealed class EngineShapes(IInferenceEngine engine) : IShapeSource
{
    /// <inheritdoc/>
    /// <exception cref="InputException">The engine rejects the model, or files of its weights are missing.</exception>
    public IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        // Before the engine is asked, whose message names neither all files nor what to do.
        if (model.MissingWeights is { } missing)
            throw missing;
        // Large constants inside other nodes cannot be handed over; names of values stay.
        model = OnnxTidying.Tidy(model);
        OnnxModel probe = model with
        {
            Inputs =
            [
                .. model.Inputs.Select(input => inputs.TryGetValue(input.Name, out TensorShape? shape)
                    ? input with { Dimensions = [.. shape.Select(size => new OnnxDimension(size))] }
                    : input),
            ],
            Outputs = [.. model.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0)
                .Select(name => new OnnxValue(name, DataType.Unknown, null))],
            Values = [],
        };
        // Room for the weights that no one touches takes no memory.
        Dictionary<string, TensorData> weights = new(StringComparer.Ordinal);
        try
        {
            foreach (OnnxTensor tensor in model.Initializers.Where(OnnxWriter.IsLarge))
                weights.Add(tensor.Name, TensorData.Create(tensor.Type, tensor.Shape));
            using IInferenceSession session = engine.CreateSession(
                EngineModel.FromBytes(model.Name, OnnxWriter.ToBytes(probe, EngineModel.WeightLocation), weights),
                    new SessionSettings { PackWeights = false });
            Dictionary<string, TensorSpec> specs = new(StringComparer.Ordinal);
            foreach (TensorSlot slot in session.Outputs)
            {
                // The engine tells no dimensions both for a scalar and for a value whose rank it does not know.
                if (slot is { StaticShape: { Count: > 0 } shape, Type: not DataType.Unknown } && Enum.IsDefined(slot.Type))
                    specs[slot.Name] = new TensorSpec(slot.Type, new TensorShape([.. shape]));
            }

            return specs;
        }
        finally
        {
            foreach (TensorData weight in weights.Values)
                weight.Dispose();
        }
    }
}
