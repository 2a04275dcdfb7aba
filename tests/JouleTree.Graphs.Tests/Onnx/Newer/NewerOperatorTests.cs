using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Tests.Onnx.Fuzzing;
using JouleTree.Oracle;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>
/// Operators that are newer than the backend suite that is installed, and contributed ones: types and shapes are those of the
/// specification, and those of a run wherever the engine has a kernel.
/// </summary>
public sealed class NewerOperatorTests
{
    [Fact]
    public void Read_EveryCase_HasTheTypesAndShapesOfTheSpecification()
    {
        List<string> differences = [];
        foreach (NewerCase entry in NewerCases.All)
        {
            string found = Found(entry);
            if (found != entry.Made)
                differences.Add($"{entry.Name}: {found}; expected {entry.Made}");
        }

        differences.ShouldBeEmpty();
    }

    [Fact]
    public void Read_CasesThatTheEngineRuns_HaveItsTypesAndShapes()
    {
        List<string> differences = [];
        List<string> refused = [];
        int run = 0;
        using OracleProcess oracle = new();
        foreach (NewerCase entry in NewerCases.All)
        {
            RunnableModel model = entry.ToRunnable();
            if (oracle.Ask(model.ToQuestion()) is not { } word)
                differences.Add($"{entry.Name}: the engine died");
            else if (word.Stage != EngineStage.Done)
                refused.Add($"{entry.Name}: {word.Message.ReplaceLineEndings(" ")}");
            else if (Verdict.Of(model, word) is { Kind: not ("runs" or Verdict.Loss) } verdict)
                differences.Add($"{entry.Name}: {verdict.Kind} {verdict.Difference}");
            else
                run++;
        }

        if (Environment.GetEnvironmentVariable("JOULETREE_FUZZ_LOG") is { Length: > 0 } log)
            File.WriteAllLines(log, [$"# {run} run", .. differences, "# refused by the engine", .. refused]);
        differences.ShouldBeEmpty();
        run.ShouldBeGreaterThan(250);
    }

    /// <summary>Types and shapes of the outputs of the last node, in the words of <see cref="NewerCase.Made"/>.</summary>
    private static string Found(NewerCase entry)
    {
        RunnableModel model = entry.ToRunnable();
        Graph graph;
        try
        {
            graph = OnnxGraphReader.Read(model.Model, entry.Name, model.Workload);
        }
        catch (InputException error)
        {
            return $"refused: {error.Message}";
        }

        string[] wanted = entry.Made.Split(", ");
        Dictionary<string, Tensor> made = [];
        foreach (Tensor tensor in graph.Operators.SelectMany(op => op.Outputs).Concat(graph.Outputs))
            made[tensor.Name] = tensor;
        return string.Join(", ", entry.Nodes[^1].Outputs.Select((name, index) =>
            name.Length == 0 ? "-"
            : wanted[index] == "*" ? "*"
            : made.TryGetValue(name, out Tensor? tensor) ? Text(tensor)
            : "nothing"));
    }

    private static string Text(Tensor tensor) =>
        (tensor.IsUpperBound ? "<= " : "") + (tensor.Type == DataType.Float32 ? "" : tensor.Type.ToName() + " ")
        + (tensor.Shape?.ToString() ?? "?");
}
