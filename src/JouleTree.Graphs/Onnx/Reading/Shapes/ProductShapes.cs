using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Matrix products.</summary>
internal static class ProductShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Product(context.Shape(0), context.Shape(1))), "MatMul");
        rules.Add(context => new Guess(DataType.Int32, Product(context.Shape(0), context.Shape(1))), "MatMulInteger");
        rules.Add(context => new Guess(context.Type(7), Product(context.Shape(0), context.Shape(3))), "QLinearMatMul");
        rules.Add(Gemm, "Gemm");
        rules.Add(context => new Guess(context.Type(0),
            Summation.Parse(context.Text("equation"), Enumerable.Range(0, context.Count).Select(context.Shape))?.Output), "Einsum");
        rules.AddContrib(Gemm, "FusedGemm");
        rules.AddContrib(context => new Guess(context.Type(0), Fused(context)), "FusedMatMul", "TransposeMatMul", "FusedMatMulActivation");
        rules.AddContrib(context => new Guess(context.Type(0), Product(context.Shape(0), context.Shape(1))), "GemmFastGelu",
            "DynamicQuantizeMatMul", "MatMulFpQ4");
        rules.AddContrib(context => new Guess(context.Type(3), Product(context.Shape(0), context.Shape(1))), "MatMulIntegerToFloat");
        rules.AddContrib(context => new Guess(DataType.Int32, Product(context.Shape(0), context.Shape(1))), "MatMulInteger16");
        rules.AddContrib(context => new Guess(context.Type(0), context.Shape(0)?.WithLast(context.Integer("N"))), "MatMulNBits",
            "MatMulBnb4");
        rules.AddContrib(context => new Guess(context.Has(8) ? context.Type(0) : DataType.Float32, GemmShape(context, 0, 3)), "QGemm");
        rules.AddContrib(context => new Guess(context.Type(0), context.Shape(0)), "Inverse");
        rules.AddContrib(context =>
            new Guess(context.Type(0), context.Shape(0) is { Rank: 2 } a && context.Shape(1) is { Rank: 2 } b
                ? new TensorShape(a[0], b[0])
                : null), "CDist");
        rules.AddContrib(context => new Guess(context.Type(0), context.Shape(0)), "MoE", "QMoE");
    }

    /// <summary>NumPy's product: vectors count as one row or one column, leading dimensions are broadcast.</summary>
    public static TensorShape? Product(TensorShape? left, TensorShape? right)
    {
        if (left is not { Rank: > 0 } || right is not { Rank: > 0 })
            return null;
        TensorShape a = left.Rank == 1 ? new TensorShape(1, left[0]) : left;
        TensorShape b = right.Rank == 1 ? new TensorShape(right[0], 1) : right;
        if (a[^1] != b[^2] || new TensorShape(a[..^2]).Broadcast(new TensorShape(b[..^2])) is not { } leading)
            return null;
        return new TensorShape([.. leading, .. left.Rank == 1 ? [] : new[] { a[^2] }, .. right.Rank == 1 ? [] : new[] { b[^1] }]);
    }

    private static Guess Gemm(ValueContext context) => new(context.Type(0), GemmShape(context, 0, 1));

    private static TensorShape? GemmShape(ValueContext context, int left, int right)
    {
        if (context.Shape(left) is not { Rank: 2 } a || context.Shape(right) is not { Rank: 2 } b)
            return null;
        bool flipA = context.Integer("transA") == 1;
        bool flipB = context.Integer("transB") == 1;
        return (flipA ? a[0] : a[1]) == (flipB ? b[1] : b[0]) ? new TensorShape(flipA ? a[1] : a[0], flipB ? b[0] : b[1]) : null;
    }

    private static TensorShape? Fused(ValueContext context)
    {
        TensorShape? a = Flipped(context.Shape(0), context.Integer("transA") == 1, context.Integer("transBatchA") == 1);
        TensorShape? b = Flipped(context.Shape(1), context.Integer("transB") == 1, context.Integer("transBatchB") == 1);
        return Product(a, b);
    }

    private static TensorShape? Flipped(TensorShape? shape, bool last, bool batch)
    {
        if (shape is not { Rank: >= 2 } || (!last && !batch))
            return shape;
        long[] sizes = [.. shape];
        if (batch)
            sizes = [.. sizes[1..^1], sizes[0], sizes[^1]];
        if (last)
            (sizes[^1], sizes[^2]) = (sizes[^2], sizes[^1]);
        return new TensorShape(sizes);
    }
}
