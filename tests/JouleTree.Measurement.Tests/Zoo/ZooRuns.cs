using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Testing;

namespace JouleTree.Measurement.Tests.Zoo;

/// <summary>Small models of the zoo, run in the engine with their seeded weights.</summary>
internal static class ZooRuns
{
    /// <summary>A small model's graph.</summary>
    public static Graph Build(TinyZoo tiny, Workload workload, string head = "") => ModelZoo.Find(tiny.With(head))
        .Build(workload with { FloatType = DataType.Float32 },
            tiny.Changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change)));

    /// <summary>All outputs of a graph, by name.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="given">Inputs by name; others are made up.</param>
    public static Dictionary<string, TensorData> Run(IInferenceEngine engine, Graph graph, IReadOnlyDictionary<string, TensorData>? given =
        null)
    {
        OnnxModel model = OnnxExport.Of(graph, seed: 1).Model;
        using WeightStore weights = new();
        using IInferenceSession session = engine.CreateSession(weights.ForEngine(model), new SessionSettings());
        Random random = new(7);
        Dictionary<string, TensorData> made = [];
        foreach (Tensor input in graph.Inputs)
            made.Add(input.Name, given?.GetValueOrDefault(input.Name) ?? InputMaker.Make(input, random));
        // An input that no operator reads is none of the session's.
        Dictionary<string, TensorData> inputs = session.Inputs.ToDictionary(slot => slot.Name, slot => made[slot.Name]);
        using IPreparedRun run = session.Prepare(inputs);
        return run.RunAndCopy().ToDictionary(output => output.Key, output => output.Value);
    }

    /// <summary>Outputs in the order of the graph.</summary>
    public static TensorData[] InOrder(Graph graph, Dictionary<string, TensorData> outputs) =>
        [.. OnnxExport.Of(graph, seed: 1).Model.Outputs.Select(output => outputs[output.Name])];
}
