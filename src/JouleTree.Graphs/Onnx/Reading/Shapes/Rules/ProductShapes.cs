using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Matrix products.</summary>
internal static class ProductShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Product(context.Shape(0), context.Shape(1))), "MatMul");
        rules.Add(context =>
        {
            context.RequireSingle(2, "the zero point of the first operand");
            QuantizedShapes.RequireColumns(context, 3, context.Shape(1));
            return new Guess(DataType.Int32, Product(context.Shape(0), context.Shape(1)));
        }, "MatMulInteger");
        rules.Add(context =>
        {
            foreach (int single in (ReadOnlySpan<int>)[1, 2, 6, 7])
                context.RequireSingle(single, $"input {single}, a scale or zero point,");
            QuantizedShapes.RequireColumns(context, 4, context.Shape(3));
            QuantizedShapes.RequireColumns(context, 5, context.Shape(3));
            return new Guess(context.Type(7), Product(context.Shape(0), context.Shape(3)));
        }, "QLinearMatMul");
        rules.Add(Gemm, "Gemm");
        rules.Add(context => new Guess(context.Type(0), Summed(context)), "Einsum");
        rules.AddContrib(Gemm, "FusedGemm");
        rules.AddContrib(context => new Guess(context.Type(0), Fused(context)), "FusedMatMul", "TransposeMatMul", "FusedMatMulActivation");
        rules.AddContrib(context => new Guess(context.Type(0), Product(context.Shape(0), context.Shape(1))), "GemmFastGelu",
            "DynamicQuantizeMatMul", "MatMulFpQ4");
        rules.AddContrib(context => new Guess(context.Type(3), Product(context.Shape(0), context.Shape(1))), "MatMulIntegerToFloat");
        rules.AddContrib(context => new Guess(DataType.Int32, Product(context.Shape(0), context.Shape(1))), "MatMulInteger16");
        rules.AddContrib(context => new Guess(context.Type(0), Packed(context)), "MatMulNBits", "MatMulBnb4");
        rules.AddContrib(context => new Guess(context.Has(8) ? context.Type(0) : DataType.Float32, GemmShape(context, 0, 3, 6)), "QGemm");
        rules.AddContrib(context => new Guess(context.Type(0), context.Shape(0)), "Inverse");
        rules.AddContrib(context => new Guess(context.Type(0), Distances(context)), "CDist");
        rules.AddContrib(context => new Guess(context.Type(0), context.Shape(0)), "MoE", "QMoE");
    }

    /// <summary>
    /// NumPy's product: vectors count as one row or one column, leading dimensions are broadcast; null for what is not known.
    /// </summary>
    /// <exception cref="ShapeConflictException">The operands do not fit together.</exception>
    public static TensorShape? Product(TensorShape? left, TensorShape? right)
    {
        if (left is null || right is null)
            return null;
        if (left.Rank == 0 || right.Rank == 0)
            throw new ShapeConflictException($"a product of {left} and {right}: expected no scalar");
        TensorShape a = left.Rank == 1 ? new TensorShape(1, left[0]) : left;
        TensorShape b = right.Rank == 1 ? new TensorShape(right[0], 1) : right;
        if (a[^1] != b[^2])
            throw new ShapeConflictException($"a product of {left} and {right}: rows of {a[^1]} do not meet columns of {b[^2]}");
        TensorShape leading = new TensorShape(a[..^2]).Broadcast(new TensorShape(b[..^2]))
            ?? throw new ShapeConflictException($"a product of {left} and {right}: the leading dimensions do not fit together");
        return new TensorShape([.. leading, .. left.Rank == 1 ? [] : new[] { a[^2] }, .. right.Rank == 1 ? [] : new[] { b[^1] }]);
    }

    private static Guess Gemm(ValueContext context) => new(context.Type(0), GemmShape(context, 0, 1, 2));

    private static TensorShape? GemmShape(ValueContext context, int left, int right, int bias)
    {
        if (context.Shape(left, 2) is not { } a || context.Shape(right, 2) is not { } b)
            return null;
        (long rows, long width) = context.Integer("transA") != 0 ? (a[1], a[0]) : (a[0], a[1]);
        (long height, long columns) = context.Integer("transB") != 0 ? (b[1], b[0]) : (b[0], b[1]);
        if (width != height)
            throw new ShapeConflictException($"a product of {a} and {b}: rows of {width} do not meet columns of {height}");
        TensorShape made = new(rows, columns);
        ShapeArithmetic.RequireFits(context.Shape(bias), made, "the bias");
        return made;
    }

    private static TensorShape? Summed(ValueContext context)
    {
        TensorShape?[] shapes = [.. Enumerable.Range(0, context.Count).Select(context.Shape)];
        if (Summation.Parse(context.Text("equation"), shapes) is { } sum)
            return sum.Output;
        return Array.TrueForAll(shapes, shape => shape is not null)
            ? throw new ShapeConflictException(
                $"the equation {context.Text("equation")} does not fit {string.Join(", ", shapes.OfType<TensorShape>())}")
            : null;
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

    /// <summary>Weights of few bits: attributes state the matrix, [N, K].</summary>
    private static TensorShape? Packed(ValueContext context)
    {
        if (context.Shape(0, 1, int.MaxValue) is not { } x)
            return null;
        if (context.Integer("K") is var inner && inner > 0 && x[^1] != inner)
            throw new ShapeConflictException($"rows of {x[^1]} ({x}) do not meet columns of {inner} (attribute K)");
        return x.WithLast(context.Integer("N"));
    }

    private static TensorShape? Distances(ValueContext context)
    {
        if (context.Shape(0, 2) is not { } a || context.Shape(1, 2) is not { } b)
            return null;
        return a[1] == b[1]
            ? new TensorShape(a[0], b[0])
            : throw new ShapeConflictException($"distances between points of {a[1]} and of {b[1]} coordinates");
    }
}
