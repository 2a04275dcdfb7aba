using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes;
using JouleTree.Graphs.Onnx.Reading.Translation;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading;

/// <content>
/// Graphs inside nodes. Both branches of an If are listed: the one that a constant condition takes counts, else the one
/// that costs more. The body of a loop counts as often as it runs, where that is known, else once, and the sum says so.
/// </content>
internal sealed partial class Raising
{
    private void RaiseControl(OnnxNode node, ValueTable values, Scope module, Func<OnnxNode, Scope> moduleOf, long repetitions)
    {
        Check(node);
        foreach (string input in node.Inputs.Where(input => input.Length > 0))
            ValueOf(values, input, node);
        AddModules(module);
        Scope scope = Unique(module, OwnName(node, node.OpType));
        int place = _modules.Count;
        AddModule(scope, node.OpType);
        int first = _operators.Count;
        (IReadOnlyList<Guess> outputs, string note, bool isKnown) = node.OpType == "If"
            ? RaiseIf(node, values, scope, moduleOf, repetitions)
            : RaiseLoop(node, values, scope, moduleOf, repetitions);
        _modules[place] = _modules[place] with { Note = note };
        Tensor[] inputs = [.. node.Inputs.Where(input => input.Length > 0).Select(input => values.Find(input)!)];
        OperatorAttributes attributes = isKnown ? OperatorAttributes.None : new OperatorAttributes(("unknown_iterations", 1L));
        Emit(new Translated(node.OpType, inputs, attributes), node, outputs, values, (Unique(scope, "run"), false), repetitions, [node.Name]);
        // The node itself comes before what it runs.
        Operator self = _operators[^1];
        _operators.RemoveAt(_operators.Count - 1);
        _operators.Insert(first, self);
    }

    private void AddModule(Scope scope, string className)
    {
        _moduleScopes.Add(scope.Path);
        _placement.Called.Add(scope.Path);
        _modules.Add(new GraphModule(scope, className));
    }

    private (IReadOnlyList<Guess>, string, bool) RaiseIf(OnnxNode node, ValueTable values, Scope scope, Func<OnnxNode, Scope> moduleOf, long repetitions)
    {
        bool? condition = !values.IsBoundNumber(node.Inputs[0]) && values.Number(node.Inputs[0])?.Single is { } number ? number != 0 : null;
        List<(Guess[] Outputs, int First, int End, string Name)> branches = [];
        foreach (string name in (ReadOnlySpan<string>)["then_branch", "else_branch"])
        {
            if (node.Attribute(name) is not OnnxSubgraph graph)
                continue;
            bool taken = condition is null || condition == (name == "then_branch");
            int first = _operators.Count;
            Scope branch = scope.Child(name);
            AddModule(branch, "Branch");
            Guess[] outputs = RaiseBody(graph, new ValueTable(values), branch, node, moduleOf, taken ? repetitions : 0, out ValueTable inside);
            branches.Add((outputs, first, _operators.Count, name));
            if (!taken || condition is null)
                continue;
            for (int index = 0; index < Math.Min(node.Outputs.Count, graph.Outputs.Count); index++)
            {
                if (inside.Number(graph.Outputs[index].Name) is { } known)
                    values.SetNumber(node.Outputs[index], known, inside.IsBoundNumber(graph.Outputs[index].Name));
            }
        }

        if (condition is { } decided)
        {
            string name = decided ? "then_branch" : "else_branch";
            return (branches.FirstOrDefault(branch => branch.Name == name).Outputs ?? [], $"the condition is constant: {name} is taken and counted, the other is not", true);
        }

        if (branches.Count < 2)
            return ([], "a branch is missing", true);
        (long thenFlops, long elseFlops) = (Flops(branches[0].First, branches[0].End), Flops(branches[1].First, branches[1].End));
        int dropped = thenFlops >= elseFlops ? 1 : 0;
        for (int index = branches[dropped].First; index < branches[dropped].End; index++)
            _operators[index].Repetitions = 0;
        Guess[] both = [.. branches[0].Outputs.Zip(branches[1].Outputs, Either)];
        string note = string.Create(
            CultureInfo.InvariantCulture,
            $"which branch is taken depends on data: {branches[1 - dropped].Name} is counted, which costs most (then {thenFlops}, else {elseFlops} FLOPs)");
        return (both, note, true);
    }

    /// <summary>What comes of a branch that data choose: the larger of each dimension.</summary>
    private static Guess Either(Guess left, Guess right)
    {
        if (Equals(left.Shape, right.Shape))
            return left with { IsUpperBound = left.IsUpperBound || right.IsUpperBound };
        if (left.Shape is not { } one || right.Shape is not { } other)
            return new Guess(left.Type, null);
        // Exporters write a branch for «nothing was found», whose result has other dimensions: the fuller one is what may come.
        TensorShape most = one.Rank == other.Rank ? new TensorShape([.. one.Zip(other, Math.Max)]) : one.Elements >= other.Elements ? one : other;
        return new Guess(left.Type, most, IsUpperBound: true);
    }

    private long Flops(int first, int end)
    {
        long sum = 0;
        for (int index = first; index < end; index++)
            sum += CountingRules.JouleTree.Count(_operators[index])?.Flops ?? 0;
        return sum;
    }

    private (IReadOnlyList<Guess>, string, bool) RaiseLoop(OnnxNode node, ValueTable values, Scope scope, Func<OnnxNode, Scope> moduleOf, long repetitions)
    {
        if (node.Attribute("body") is not OnnxSubgraph body)
            return ([], "the body is missing", false);
        bool isScan = node.OpType == "Scan";
        int scanned = isScan && node.Attribute("num_scan_inputs") is long count ? (int)Math.Clamp(count, 0, node.Inputs.Count) : 0;
        int before = isScan ? 0 : 2;
        int states = isScan ? node.Inputs.Count - scanned : Math.Max(0, node.Inputs.Count - 2);
        ValueTable inside = new(values);
        long? trips = isScan ? null : Trips(node, values, body);
        for (int index = 0; index < body.Inputs.Count; index++)
        {
            OnnxValue input = body.Inputs[index];
            Tensor? source = null;
            TensorShape? shape = TensorShape.Scalar;
            if (isScan || index >= 2)
            {
                int place = isScan ? index : index;
                source = place < node.Inputs.Count && node.Inputs[place].Length > 0 ? values.Find(node.Inputs[place]) : null;
                shape = source?.Shape;
                if (isScan && index >= states && shape is { Rank: > 0 } sequence)
                {
                    // One position of the sequence for each iteration.
                    int axis = ScanAxis(node, index - states, sequence.Rank);
                    trips ??= sequence[axis];
                    shape = new TensorShape([.. sequence[..axis], .. sequence[(axis + 1)..]]);
                }
            }

            DataType type = source?.Type ?? (input.Type != DataType.Unknown ? input.Type : index == 0 ? DataType.Int64 : DataType.Bool);
            inside.Set(input.Name, new Tensor { Name = input.Name, Type = type, Shape = shape, Role = TensorRole.Activation });
        }

        Scope inner = scope.Child("body");
        AddModule(inner, "Body");
        Guess[] made = RaiseBody(body, inside, inner, node, moduleOf, checked(repetitions * (trips ?? 1)), out _);
        // The condition comes first among a Loop's results; then states; then one entry for each iteration.
        int skip = isScan ? 0 : 1;
        List<Guess> outputs = [];
        for (int index = skip; index < made.Length; index++)
        {
            int state = index - skip;
            if (state < states)
            {
                TensorShape? start = values.Find(node.Inputs[before + state])?.Shape;
                outputs.Add(made[index] with { Shape = trips is not null && Equals(start, made[index].Shape) ? start : trips == 1 ? made[index].Shape : Equals(start, made[index].Shape) ? start : null });
            }
            else
            {
                outputs.Add(made[index] with { Shape = trips is { } known && made[index].Shape is { } each ? new TensorShape([known, .. each]) : null });
            }
        }

        string note = trips is { } runs
            ? string.Create(CultureInfo.InvariantCulture, $"runs {runs} times: the counts are those of all iterations")
            : "the number of iterations depends on data: the counts are those of one iteration";
        return (outputs, note, trips is not null);
    }

    /// <summary>How often a Loop runs: a constant number, unless its body can end it before.</summary>
    private static long? Trips(OnnxNode node, ValueTable values, OnnxSubgraph body)
    {
        if (node.Inputs[0].Length == 0 || values.IsBoundNumber(node.Inputs[0]) || values.Number(node.Inputs[0])?.Single is not { } limit || limit < 0 || limit > int.MaxValue)
            return null;
        bool goesOn = node.Inputs.Count < 2 || node.Inputs[1].Length == 0;
        if (!goesOn && values.Number(node.Inputs[1])?.Single is var start)
        {
            if (start == 0)
                return 0;
            // The body hands on its own condition, or a constant that is true.
            string next = body.Outputs.Count > 0 ? body.Outputs[0].Name : "";
            string given = body.Inputs.Count > 1 ? body.Inputs[1].Name : "";
            goesOn = start is not null && IsTrue(body, next, given, values, 0);
        }

        return goesOn ? (long)limit : null;
    }

    private static bool IsTrue(OnnxSubgraph body, string value, string given, ValueTable values, int depth)
    {
        if (value == given || values.Number(value)?.Single is not null and not 0)
            return true;
        if (body.Initializers.FirstOrDefault(tensor => tensor.Name == value) is { } stored)
            return SmallValue.Of(stored)?.Single is not null and not 0;
        OnnxNode? maker = body.Nodes.FirstOrDefault(node => node.Outputs.Contains(value));
        return maker switch
        {
            { OpType: "Identity" or "Cast", Inputs.Count: > 0 } when depth < 8 => IsTrue(body, maker.Inputs[0], given, values, depth + 1),
            { OpType: "Constant" } => maker.Attribute("value") is OnnxTensor tensor && SmallValue.Of(tensor)?.Single is not null and not 0,
            _ => false,
        };
    }

    private static int ScanAxis(OnnxNode node, int input, int rank)
    {
        long axis = node.Attribute("scan_input_axes") is long[] axes && input < axes.Length ? axes[input] : 0;
        return ValueContext.Axis(axis, rank) ?? 0;
    }

    /// <summary>Turns a graph inside a node into operators, and tells what it gives back.</summary>
    private Guess[] RaiseBody(
        OnnxSubgraph graph, ValueTable values, Scope scope, OnnxNode node, Func<OnnxNode, Scope> moduleOf, long repetitions, out ValueTable inside)
    {
        inside = values;
        foreach (OnnxTensor tensor in graph.Initializers)
            Store(values, tensor, tensor.Name, isConstant: false);
        List<OnnxNode> nodes = Prepare(graph.Nodes, values);
        Scope around = moduleOf(node);
        Raise(nodes, values, graph.Outputs.Select(output => output.Name), Below, repetitions);
        return [.. graph.Outputs.Select(output => values.Find(output.Name) is { } tensor ? new Guess(tensor.Type, tensor.Shape, tensor.IsUpperBound) : default)];

        // Scopes inside are those of the model; what lies within the module that holds the node is told by the rest.
        Scope Below(OnnxNode inner)
        {
            Scope own = _placement.ModuleOf(inner);
            return own != around && own.IsWithin(around) ? scope.Child(own.Path[(around.Path.Length + 1)..]) : scope;
        }
    }
}
