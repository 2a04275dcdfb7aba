using System.Globalization;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>The body of a Loop or Scan, which runs as often as its inputs say, where that is known.</summary>
internal static class LoopShapes
{
    /// <summary>The body, how often it runs, and what comes of the node.</summary>
    /// <param name="node">A Loop or Scan.</param>
    /// <param name="graph">The graph that it is in.</param>
    /// <param name="inference">Finds the shapes inside.</param>
    public static (IReadOnlyList<Body> Bodies, Flow Flow, IReadOnlyList<Guess> Outputs) Of(
        OnnxNode node, StoredGraph graph, ShapeInference inference)
    {
        if (node.Attribute("body") is not OnnxSubgraph body)
            return ([], new Flow("the body is missing", null, false), []);
        ValueTable values = graph.Values;
        StoredGraph inside = graph.Inside[body];
        bool isScan = node.OpType == "Scan";
        int scanned = isScan && node.Attribute("num_scan_inputs") is long count ? (int)Math.Clamp(count, 0, node.Inputs.Count) : 0;
        int states = isScan ? node.Inputs.Count - scanned : Math.Max(0, node.Inputs.Count - 2);
        long? trips = isScan ? null : Trips(node, values, body);
        for (int index = 0; index < body.Inputs.Count; index++)
        {
            OnnxValue input = body.Inputs[index];
            Tensor? source = null;
            TensorShape? shape = TensorShape.Scalar;
            if (isScan || index >= 2)
            {
                source = index < node.Inputs.Count && node.Inputs[index].Length > 0 ? values.Find(node.Inputs[index]) : null;
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
            inside.Values.Set(input.Name, new Tensor { Name = input.Name, Type = type, Shape = shape, Role = TensorRole.Activation });
        }

        Body run = new("body", inference.Run(inside));
        Guess[] made = BranchShapes.Made(inside);
        // The condition comes first among a Loop's results; then states; then one entry for each iteration.
        int skip = isScan ? 0 : 1;
        List<Guess> outputs = [];
        for (int index = skip; index < made.Length; index++)
        {
            int state = index - skip;
            outputs.Add(state < states
                ? State(made[index], values.Find(node.Inputs[(isScan ? 0 : 2) + state])?.Shape, trips)
                : Stacked(made[index], trips));
        }

        string note = trips is { } runs
            ? string.Create(CultureInfo.InvariantCulture, $"runs {runs} times: the counts are those of all iterations")
            : "the number of iterations depends on data: the counts are those of one iteration";
        return ([run], new Flow(note, trips, trips is not null), outputs);
    }

    /// <summary>What iterations hand on: known where it keeps its shape, or where there is one iteration.</summary>
    private static Guess State(Guess made, TensorShape? start, long? trips) =>
        made with { Shape = Equals(start, made.Shape) ? start : trips == 1 ? made.Shape : null };

    /// <summary>What each iteration gives, one after the other.</summary>
    private static Guess Stacked(Guess made, long? trips) =>
        made with { Shape = trips is { } known && made.Shape is { } each ? new TensorShape([known, .. each]) : null };

    /// <summary>How often a Loop runs: a constant number, unless its body can end it before.</summary>
    private static long? Trips(OnnxNode node, ValueTable values, OnnxSubgraph body)
    {
        string given = node.Inputs[0];
        if (given.Length == 0 || values.IsBoundNumber(given) || values.Number(given)?.Single is not { } limit || limit < 0
            || limit > int.MaxValue)
            return null;
        bool goesOn = node.Inputs.Count < 2 || node.Inputs[1].Length == 0;
        if (!goesOn && values.Number(node.Inputs[1])?.Single is var start)
        {
            if (start == 0)
                return 0;
            // The body hands on its own condition, or a constant that is true.
            string next = body.Outputs.Count > 0 ? body.Outputs[0].Name : "";
            string own = body.Inputs.Count > 1 ? body.Inputs[1].Name : "";
            goesOn = start is not null && IsTrue(body, next, own, values, 0);
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
}
