using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Inputs;

/// <summary>Runs a whole model once and keeps the values that its modules are given.</summary>
internal static class InputCapture
{
    /// <summary>Captures values.</summary>
    /// <param name="engine">What runs the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="names">Names of the values wanted; inputs of the model among them are passed over.</param>
    /// <param name="settings">How to run it; rewriting the graph would lose values and is switched off.</param>
    /// <returns>The values by name, owned by the caller.</returns>
    /// <exception cref="Core.Errors.InputException">The engine rejects the model or fails.</exception>
    public static IReadOnlyDictionary<string, TensorData> Run(
        IInferenceEngine engine,
        OnnxModel model,
        WeightStore weights,
        IReadOnlyDictionary<string, TensorData> inputs,
        IEnumerable<string> names,
        SessionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        string[] wanted = [.. names.Where(name => !inputs.ContainsKey(name)).Distinct()];
        if (wanted.Length == 0)
            return new Dictionary<string, TensorData>();
        Dictionary<string, OnnxValue> known = new(StringComparer.Ordinal);
        foreach (OnnxValue value in model.Values.Concat(model.Outputs))
            known[value.Name] = value;
        OnnxModel exposed = model with
        {
            Outputs = [.. wanted.Select(name => known.TryGetValue(name, out OnnxValue? value)
                ? value
                : new OnnxValue(name, DataType.Unknown, null))],
            Values = [],
        };
        using IInferenceSession session = engine.CreateSession(
            weights.ForEngine(exposed), settings
                with
            { Optimization = OptimizationLevel.Off, TracePrefix = null, OptimizedModelPath = null });
        using IPreparedRun run = session.Prepare(inputs);
        return run.RunAndCopy();
    }
}
