using System.Globalization;
using JouleTree.Graphs.Tests.Onnx.Backend;
using JouleTree.Graphs.Tests.Onnx.Newer;
using Shouldly;

namespace JouleTree.Graphs.Tests.Onnx.Fuzzing;

/// <summary>
/// Valid models with a dimension, a rank, a type, an attribute or an edge changed. The engine's word on whether such a model runs is
/// the oracle: what it refuses for its shapes is refused, what it runs is counted with its shapes. JOULETREE_FUZZ sets the number of
/// cases, JOULETREE_SEED where they begin, JOULETREE_FUZZ_LOG a file for the differences and JOULETREE_FUZZ_DUMP one for the last model.
/// </summary>
public sealed class GraphFuzzTests
{
    [BackendFact]
    public void Read_ChangedModels_AgreeWithTheEngine()
    {
        int cases = Number("JOULETREE_FUZZ") ?? 3_000;
        int first = Number("JOULETREE_SEED") ?? 0;
        RunnableModel[][] pools =
        [
            [.. BackendCase.All.Select(RunnableModel.Of).OfType<RunnableModel>()],
            [.. NewerCases.All.Select(entry => entry.ToRunnable())],
        ];
        List<string> differences = [];
        Dictionary<string, int> verdicts = [];
        using OracleProcess oracle = new();
        for (int seed = first; seed < first + cases; seed++)
        {
            RunnableModel[] models = pools[seed % pools.Length];
            RunnableModel model = new GraphMutator(seed).Mutate(models[new Random(seed).Next(models.Length)]);
            if (Environment.GetEnvironmentVariable("JOULETREE_FUZZ_DUMP") is { Length: > 0 } dump)
                File.WriteAllBytes(dump, model.ToQuestion().Model);
            Verdict verdict = Verdict.On(model, oracle);
            verdicts[verdict.Kind] = verdicts.GetValueOrDefault(verdict.Kind) + 1;
            if (verdict.Difference is { } difference)
                differences.Add($"{seed} {model.Name}: {verdict.Kind}: {difference}");
        }

        if (Environment.GetEnvironmentVariable("JOULETREE_FUZZ_LOG") is { Length: > 0 } log)
        {
            File.WriteAllLines(
                log, [.. verdicts.Select(entry => $"# {entry.Key} {entry.Value}"), $"# deaths {oracle.Deaths}", .. differences]);
        }

        differences.ShouldBeEmpty();
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
