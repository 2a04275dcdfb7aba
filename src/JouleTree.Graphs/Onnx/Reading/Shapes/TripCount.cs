using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>How often a Loop runs: a constant number, unless its body can end it before.</summary>
internal static class TripCount
{
    /// <summary>The number of iterations, or null where data decide.</summary>
    /// <param name="node">A Loop.</param>
    /// <param name="values">Values around it.</param>
    /// <param name="body">Its body.</param>
    public static long? OfLoop(OnnxNode node, ValueTable values, OnnxSubgraph body)
    {
        string given = node.Inputs[0];
        if (given.Length == 0 || values.IsBoundNumber(given) || values.Number(given)?.Single is not { } limit || limit > int.MaxValue)
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

        return goesOn ? Math.Max(0, (long)limit) : null;
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
}
