using System.Globalization;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>
/// Groups the operators of a graph without scopes: sequences of operator types that repeat become blocks, and where little
/// repeats, operators of one type become a group.
/// </summary>
internal static class BlockGrouping
{
    private const int LongestBlock = 512;

    /// <summary>The same graph, grouped.</summary>
    /// <param name="graph">A graph whose operators are all below its root.</param>
    public static Graph Apply(Graph graph)
    {
        Operator[] operators = [.. graph.Operators];
        int[] types = new int[operators.Length];
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        for (int index = 0; index < types.Length; index++)
        {
            if (!numbers.TryGetValue(operators[index].Type, out int number))
                numbers.Add(operators[index].Type, number = numbers.Count);
            types[index] = number;
        }

        List<(int Start, int Period, int Times)> runs = [];
        Find(types, 0, types.Length, runs, 0);
        runs.Sort();
        int covered = runs.Sum(run => run.Period * run.Times);
        return 2 * covered >= operators.Length && runs.Count > 0
            ? AttentionGrouping.Apply(Blocks(graph, operators, runs))
            : ByType(AttentionGrouping.Apply(graph));
    }

    /// <summary>Finds the run of equal stretches that covers most, then looks left and right of it.</summary>
    private static void Find(int[] types, int start, int end, List<(int Start, int Period, int Times)> runs, int depth)
    {
        (int Start, int Period, int Times) best = default;
        for (int period = 3; period <= Math.Min((end - start) / 2, LongestBlock); period++)
        {
            int length = 0;
            for (int index = start; index <= end - period; index++)
            {
                bool same = index < end - period && types[index] == types[index + period];
                if (same)
                {
                    length++;
                    continue;
                }

                int times = (length / period) + 1;
                // A longer block must cover more to be preferred, so that two equal halves are not one block.
                if (times >= 2 && times * period > best.Times * best.Period)
                    best = (index - length, period, times);
                length = 0;
            }
        }

        if (best.Times == 0)
            return;
        runs.Add(best);
        if (depth > 16)
            return;
        Find(types, start, best.Start, runs, depth + 1);
        Find(types, best.Start + (best.Period * best.Times), end, runs, depth + 1);
    }

    private static Graph Blocks(Graph graph, Operator[] operators, List<(int Start, int Period, int Times)> runs)
    {
        List<GraphModule> modules = [.. graph.Modules];
        for (int run = 0; run < runs.Count; run++)
        {
            (int start, int period, int times) = runs[run];
            Scope list = Scope.Root.Child(runs.Count == 1 ? "blocks" : Text($"blocks_{run}"));
            modules.Add(new GraphModule(list, "BlockList", true));
            for (int block = 0; block < times; block++)
            {
                Scope scope = list.Child(Text($"{block}"));
                modules.Add(new GraphModule(scope, "Block"));
                for (int index = 0; index < period; index++)
                    Move(operators, start + (block * period) + index, scope, modules);
            }
        }

        return With(graph, operators, modules, "repeated blocks");
    }

    private static Graph ByType(Graph graph)
    {
        Operator[] operators = [.. graph.Operators];
        List<GraphModule> modules = [.. graph.Modules];
        HashSet<string> known = new(StringComparer.Ordinal);
        for (int index = 0; index < operators.Length; index++)
        {
            if (operators[index].Scope.Level != 1)
                continue;
            Scope scope = Scope.Root.Child("all_" + operators[index].Type.Replace('.', '_'));
            if (known.Add(scope.Path))
                modules.Add(new GraphModule(scope, "Group"));
            Move(operators, index, scope, modules);
        }

        return With(graph, operators, modules, "operator type");
    }

    /// <summary>Puts an operator below a module; what an If or a loop runs stays with it.</summary>
    private static void Move(Operator[] operators, int index, Scope scope, List<GraphModule> modules)
    {
        Operator op = operators[index];
        if (op.Scope.Level != 1)
            return;
        operators[index] = op.At(scope.Child(op.Scope.Name));
    }

    private static Graph With(Graph graph, Operator[] operators, List<GraphModule> modules, string how) => graph.Regrouped(
        operators, modules, [.. graph.Notes.Select(note => note == "scopes: none in the file" ? $"{note}; grouped by {how}" : note)]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
