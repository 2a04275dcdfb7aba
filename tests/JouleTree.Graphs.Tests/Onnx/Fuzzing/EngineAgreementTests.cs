using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Tests.Onnx.Backend;
using JouleTree.Oracle;
using Shouldly;

namespace JouleTree.Graphs.Tests.Onnx.Fuzzing;

/// <summary>
/// Cases of ONNX's backend suite in the engine: every value has the shape that it has in a run, and multiply-accumulates are those
/// that follow from the shapes of the run by their definitions.
/// </summary>
public sealed class EngineAgreementTests
{
    [BackendFact]
    public void Read_CasesThatTheEngineRuns_HaveItsShapesAndItsMacs()
    {
        List<string> differences = [];
        int run = 0;
        int products = 0;
        using OracleProcess oracle = new();
        foreach (RunnableModel model in BackendCase.All.Select(RunnableModel.Of).OfType<RunnableModel>())
        {
            RunnableModel stored = model.WithStoredNumbers();
            if (oracle.Ask(stored.ToQuestion()) is not { Stage: EngineStage.Done } word)
                continue;
            run++;
            Verdict verdict = Verdict.Of(stored, word);
            if (verdict.Difference is { } difference)
                differences.Add($"{model.Name}: {difference}");
            if (ProductsOf(stored, word) is not { } macs)
                continue;
            products++;
            GraphView view = GraphView.Full(OnnxGraphReader.Read(stored.Model, model.Name, stored.Workload));
            if (view.Uncounted.Count == 0 && view.CountsOf(view.Tree.Root).Macs != macs)
                differences.Add($"{model.Name}: {view.CountsOf(view.Tree.Root).Macs} MACs, the run's shapes make {macs}");
        }

        differences.ShouldBeEmpty();
        run.ShouldBeGreaterThan(800);
        products.ShouldBeGreaterThan(700);
    }

    /// <summary>Multiply-accumulates by the shapes of a run, or null where a node is of a kind that is not defined here.</summary>
    private static long? ProductsOf(RunnableModel model, EngineWord word)
    {
        Dictionary<string, IReadOnlyList<long>> shapes = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in model.Given.Concat(model.Model.Initializers))
            shapes[tensor.Name] = [.. tensor.Shape];
        foreach (MadeTensor made in word.Values)
            shapes[made.Name] = made.Shape;
        long sum = 0;
        foreach (OnnxNode node in model.Model.Nodes)
        {
            if (node.Subgraphs.Any() || node.OpType is "LSTM" or "GRU" or "RNN" or "Einsum" or "Attention" or "DFT" or "Constant")
                return null;
            IReadOnlyList<long> Shape(int input) => shapes[node.Inputs[input]];
            long Made() => shapes[node.Outputs[0]].Aggregate(1L, (product, size) => product * size);
            sum += node.OpType switch
            {
                "MatMul" or "MatMulInteger" or "QLinearMatMul" => Made() * Shape(0)[^1],
                "Gemm" => Made() * Shape(0)[node.Attribute("transA") is long and not 0 ? 0 : 1],
                "Conv" or "ConvInteger" => Made() * Shape(1).Skip(1).Aggregate(1L, (product, size) => product * size),
                "QLinearConv" => Made() * Shape(3).Skip(1).Aggregate(1L, (product, size) => product * size),
                "ConvTranspose" => Shape(0).Concat(Shape(1).Skip(1)).Aggregate(1L, (product, size) => product * size),
                _ => 0,
            };
        }

        return sum;
    }
}
