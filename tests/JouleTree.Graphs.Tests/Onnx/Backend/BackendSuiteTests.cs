using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Graphs.Tests.Onnx.Backend;

/// <summary>
/// ONNX's own backend suite: every shape that a case must give back is the one that is found without running it, and every operator
/// is counted. What is not so stands in backend-exceptions.txt with the reason; with JOULETREE_WRITE_DOCS=1 new cases are added there.
/// </summary>
public sealed class BackendSuiteTests
{
    private const int MostExceptions = 40;

    private static string ListPath => Path.Combine(
        SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Onnx", "Backend", "backend-exceptions.txt");

    [BackendFact]
    public void Read_EveryCase_HasTheStoredShapesAndIsCounted()
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        List<string> wrong = [];
        foreach (BackendCase entry in BackendCase.All)
        {
            Outcome outcome = OutcomeOf(entry, entry.Model, isTold: false);
            wrong.AddRange(outcome.Wrong.Select(problem => $"{entry.Path}: {problem}"));
            if (outcome.Missing.Count > 0)
                found[entry.Path] = string.Join(", ", outcome.Missing);
        }

        wrong.ShouldBeEmpty();
        Dictionary<string, string> listed = Listed();
        if (Environment.GetEnvironmentVariable("JOULETREE_WRITE_DOCS") == "1")
        {
            File.WriteAllLines(ListPath, found.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key} {listed.GetValueOrDefault(entry.Key, entry.Value)}"));
            listed = Listed();
        }

        found.Keys.Order(StringComparer.Ordinal).ShouldBe(listed.Keys.Order(StringComparer.Ordinal));
        listed.Keys.Count(path => path.StartsWith("node/", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(MostExceptions);
        listed.Values.ShouldAllBe(reason => reason.Length > 0);
    }

    /// <summary>The file's declarations are left out, and the numbers of small inputs are known instead: only rules can tell shapes.</summary>
    [BackendFact]
    public void Read_EveryCaseWithoutDeclaredShapes_HasTheStoredShapesByRules()
    {
        List<string> wrong = [];
        int equal = 0;
        int unknown = 0;
        foreach (BackendCase entry in BackendCase.All)
        {
            OnnxModel model = entry.Model;
            Outcome outcome = OutcomeOf(entry, model with
            {
                Outputs = [.. model.Outputs.Select(output => output with { Dimensions = null })],
                Values = [],
            }, isTold: true);
            wrong.AddRange(outcome.Wrong.Select(problem => $"{entry.Path}: {problem}"));
            equal += outcome.Equal;
            unknown += outcome.Unknown;
        }

        wrong.ShouldBeEmpty();
        equal.ShouldBeGreaterThan(1050);
        unknown.ShouldBeLessThan(60);
    }

    private sealed record Outcome(int Equal, int Unknown, List<string> Missing, List<string> Wrong);

    private static Outcome OutcomeOf(BackendCase entry, OnnxModel model, bool isTold)
    {
        Outcome outcome = new(0, 0, [], []);
        try
        {
            HashSet<string> stored = [.. model.Initializers.Select(tensor => tensor.Name)];
            OnnxTensor[] given = [.. entry.Inputs([.. model.Inputs.Where(value => !stored.Contains(value.Name))]).OfType<OnnxTensor>()];
            OnnxTensor[] known = isTold ? [.. given.Where(IsSmall)] : [];
            Graph graph = OnnxGraphReader.Read(
                model with { Initializers = [.. model.Initializers, .. known] }, entry.Path, new Workload
                {
                    InputShapes = given.Except(known).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape),
                });
            outcome.Missing.AddRange(GraphView.Full(graph).Uncounted.Select(op => $"{op.Type}: {op.Reason}"));
            return Compare(outcome, graph, model.Outputs, entry.Outputs(model.Outputs));
        }
        catch (InputException error)
        {
            outcome.Wrong.Add($"refused: {error.Message}");
            return outcome;
        }
    }

    private static Outcome Compare(Outcome outcome, Graph graph, IReadOnlyList<OnnxValue> outputs, IReadOnlyList<OnnxTensor?> wanted)
    {
        int equal = 0;
        int unknown = 0;
        for (int index = 0; index < wanted.Count; index++)
        {
            if (wanted[index] is not { } tensor)
                continue;
            Tensor? made = graph.Outputs.FirstOrDefault(output => output.Name == outputs[index].Name);
            if (made?.Shape is not { } shape)
                unknown++;
            else if (shape.Equals(tensor.Shape) || (made.IsUpperBound && IsWithin(tensor.Shape, shape)))
                equal++;
            else
                outcome.Wrong.Add($"{outputs[index].Name} is {shape}, stored {tensor.Shape}");
            // The suite stores bfloat16 as the 16 bits that it is.
            if (made is { Type: not (DataType.Unknown or DataType.BFloat16) } && made.Type != tensor.Type)
                outcome.Wrong.Add($"{outputs[index].Name} is of {made.Type}, stored {tensor.Type}");
        }

        if (unknown > 0)
            outcome.Missing.Add($"{unknown} unknown shape(s)");
        return outcome with { Equal = equal, Unknown = unknown };
    }

    private static bool IsWithin(TensorShape shape, TensorShape bound) =>
        shape.Rank == bound.Rank && Enumerable.Range(0, shape.Rank).All(index => shape[index] <= bound[index]);

    /// <summary>Sizes, axes, indices and factors: what shapes depend on.</summary>
    private static bool IsSmall(OnnxTensor tensor) => tensor.Raw is not null
        && ((tensor.Shape.Rank <= 1 && tensor.Type is DataType.Int64 or DataType.Int32) || tensor.Name is "scales" or "min" or "max");

    private static Dictionary<string, string> Listed() => File.Exists(ListPath)
        ? File.ReadAllLines(ListPath).Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[0], parts => parts[1])
        : [];
}
