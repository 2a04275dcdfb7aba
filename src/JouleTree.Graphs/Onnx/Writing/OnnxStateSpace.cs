namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>
/// How a state-space recurrence is written as ONNX nodes of operator set 17, which has none: as products over all pairs of tokens of the
/// pass, weighted by the decay between them (Dao and Gu, 2024, the dual form), and of what the earlier state still gives.
/// </summary>
internal static class OnnxStateSpace
{
    /// <summary>Writes a <c>StateSpaceScan</c>.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="to">Where to write.</param>
    /// <returns>Names of the result and, where it is kept, of the last state.</returns>
    public static IReadOnlyList<string> Write(Operator op, LoweringContext to)
    {
        TensorShape x = op.Inputs[0].Shape!, b = op.Inputs[3].Shape!;
        (long batch, long length, long heads, long size) = (x[0], x[1], x[2], x[3]);
        (string given, string steps, string? state) = (to.Input(0), to.Input(1), op.Inputs.Count > 6 ? to.Input(6) : null);

        // Logarithms of the decay from the start to each token [batch, heads, length].
        string decays = Transposed(to.Node("CumSum", [to.Node("Mul", [steps, to.Input(2)]), to.Scalar(1, DataType.Int64)]), 0, 2, 1);
        string fromStart = Shaped(decays, batch, heads, length, 1);
        string between = to.Node("Exp", [to.Node("Sub", [fromStart, Shaped(decays, batch, heads, 1, length)])]);
        string weights = to.Node("Trilu", [between], new Format.OnnxAttribute("upper", 0L));

        string stepped = Transposed(to.Node("Mul", [given, Shaped(steps, batch, length, heads, 1)]), 0, 2, 1, 3);
        (string keys, string queries) = (OfHeads(to.Input(3)), OfHeads(to.Input(4)));
        string pairs = to.Node("Mul", [to.Node("MatMul", [queries, Transposed(keys, 0, 1, 3, 2)]), weights]);
        string read = to.Node("MatMul", [pairs, stepped]);
        if (state is not null)
        {
            string faded = to.Node("Mul", [queries, to.Node("Exp", [fromStart])]);
            read = to.Node("Add", [read, to.Node("MatMul", [faded, Transposed(state, 0, 1, 3, 2)])]);
        }

        string skipped = to.Node("Mul", [given, Shaped(to.Input(5), heads, 1)]);
        string result = to.Node("Add", [Transposed(read, 0, 2, 1, 3), skipped]);
        if (op.Outputs.Count == 1)
            return [result];

        string last = to.Node("Slice", [fromStart, to.Integers([length - 1]), to.Integers([length]), to.Integers([2])]);
        string toEnd = to.Node("Exp", [to.Node("Sub", [last, fromStart])]);
        string kept = to.Node("MatMul", [Transposed(stepped, 0, 1, 3, 2), to.Node("Mul", [keys, toEnd])]);
        return [result, state is null ? kept : to.Node("Add", [kept, to.Node("Mul", [state, to.Node("Exp", [last])])])];

        string Transposed(string value, params long[] order) =>
            to.Node("Transpose", [value], new Format.OnnxAttribute("perm", order));

        string Shaped(string value, params long[] shape) => to.Node("Reshape", [value, to.Integers(shape)]);

        // [batch, length, groups, n] as [batch, heads, length, n], each group for all its heads.
        string OfHeads(string value)
        {
            string grouped = Transposed(value, 0, 2, 1, 3);
            if (b[2] == heads)
                return grouped;
            string apart = Shaped(grouped, batch, b[2], 1, length, b[3]);
            string expanded = to.Node("Expand", [apart, to.Integers([batch, b[2], heads / b[2], length, b[3]])]);
            return Shaped(expanded, batch, heads, length, b[3]);
        }
    }
}
