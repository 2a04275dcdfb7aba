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
            QuantizedShapes.RequireSingles(context, 1, 2, 6, 7);
            QuantizedShapes.RequireColumns(context, 4, context.Shape(3));
            QuantizedShapes.RequireColumns(context, 5, context.Shape(3));
            return new Guess(context.Type(7), Product(context.Shape(0), context.Shape(3)));
        }, "QLinearMatMul");
        rules.Add(Gemm, "Gemm");
        rules.Add(context => new Guess(context.Type(0), Summed(context)), "Einsum");
        rules.AddContrib(Gemm, "FusedGemm");
        rules.AddContrib(context => new Guess(context.Type(0), Fused(context)), "FusedMatMul", "TransposeMatMul", "FusedMatMulActivation");
        rules.AddContrib(context => new Guess(context.Type(0), Product(context.Shape(0), context.Shape(1))), "GemmFastGelu", "MatMulFpQ4");
        rules.AddContrib(context => Quantized(context, 0, 2, 3, 4), "DynamicQuantizeMatMul");
        rules.AddContrib(context =>
        {
            QuantizedShapes.RequireSingles(context, 4);
            for (int scale = 2; scale <= 3; scale++)
            {
                if (context.Shape(scale) is { Rank: > 0 } each && context.Shape(1) is { Rank: > 0 } weight && each[^1] != 1
                    && each[^1] != weight[^1])
                    throw new ShapeConflictException($"scales of shape {each} for the columns of {weight}");
            }

            return Quantized(context, 3, null, 5, 6);
        }, "MatMulIntegerToFloat");
        rules.AddContrib(context => new Guess(DataType.Int32, Product(context.Shape(0), context.Shape(1))), "MatMulInteger16");
        rules.AddContrib(context =>
        {
            QuantizedShapes.RequireSingles(context, 1, 2, 7, 8);
            TensorShape? made = GemmShape(context, 0, 3, 6);
            foreach (int each in (ReadOnlySpan<int>)[4, 5])
            {
                if (made is not null && context.Shape(each) is { } scales && scales is not { Elements: 1, Rank: <= 1 })
                    context.RequireOneOf(each, $"input {each}, a scale or zero point,", new TensorShape(made[1]));
            }

            if (context.Shape(4) is { } scale && context.Shape(5) is { } zero && !scale.Equals(zero))
                throw new ShapeConflictException($"zero points of shape {zero} for scales of shape {scale}");
            return new Guess(context.Has(8) ? context.Type(0) : DataType.Float32, made);
        }, "QGemm");
        rules.AddContrib(context => new Guess(context.Type(0), SelectionShapes.Squares(context)), "Inverse");
        rules.AddContrib(context => new Guess(context.Type(0), Distances(context)), "CDist");
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

    /// <summary>
    /// A product of integers that gives numbers: scales (where the engine looks at them) and zero points of its columns, and a bias.
    /// </summary>
    private static Guess Quantized(ValueContext context, int type, int? scale, int zero, int bias)
    {
        TensorShape? made = Product(context.Shape(0), context.Shape(1));
        if (scale is { } each)
            QuantizedShapes.RequireColumns(context, each, context.Shape(1));
        QuantizedShapes.RequireColumns(context, zero, context.Shape(1));
        if (made is { Rank: > 0 })
            context.RequireLength(bias, made[^1], "the bias", "the columns are");
        return new Guess(context.Type(type), made);
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
        if ((context.Flag("transBatchA") || context.Flag("transBatchB")) && context.Shape(0) is { } left && context.Shape(1) is { } right
            && (left.Rank != right.Rank || left.Rank < 3))
            throw new ShapeConflictException(
                $"a product of {left} and {right}: expected stacks of matrices where their batches are turned");
        TensorShape? a = Flipped(context.Shape(0), context.Flag("transA"), context.Flag("transBatchA"));
        TensorShape? b = Flipped(context.Shape(1), context.Flag("transB"), context.Flag("transBatchB"));
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

    private static TensorShape? Distances(ValueContext context)
    {
        if (context.Shape(0, 2) is not { } a || context.Shape(1, 2) is not { } b)
            return null;
        return a[1] == b[1]
            ? new TensorShape(a[0], b[0])
            : throw new ShapeConflictException($"distances between points of {a[1]} and of {b[1]} coordinates");
    }
}
