using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Weights of few bits in bytes, with a scale for each block, and mixtures of experts.</summary>
internal static class PackedShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.AddContrib(context => new Guess(context.Type(0), Product(context)), "MatMulNBits", "MatMulBnb4");
        rules.AddContrib(Gathered, "GatherBlockQuantized");
        rules.AddContrib(context => Experts(context, 2, 4, 1), "MoE");
        rules.AddContrib(context => Experts(context, 2, 5, 8 / Math.Clamp(context.Integer("expert_weight_bits", 4), 1, 8)), "QMoE");
    }

    /// <summary>Weights of few bits: attributes state the matrix, [N, K].</summary>
    private static TensorShape? Product(ValueContext context)
    {
        long inner = context.Integer("K");
        long columns = context.Integer("N");
        long block = context.Integer("block_size");
        if (inner < 1 || columns < 1)
            throw new ShapeConflictException($"a weight of {columns} rows (attribute N) and {inner} columns (attribute K)");
        if (context.Node.OpType == "MatMulNBits" && block > 0)
        {
            long blocks = (inner + block - 1) / block;
            long bits = context.Integer("bits", 4);
            context.RequireOneOf(1, "the weight", new TensorShape(columns, blocks, ((block * bits) + 7) / 8));
            context.RequireOneOf(2, "the list of scales", new TensorShape(columns * blocks), new TensorShape(columns, blocks));
            // Zero points are packed as the weights are, or are numbers of the scales' type.
            long packed = context.Type(3) == DataType.UInt8 ? ((blocks * bits) + 7) / 8 : blocks;
            context.RequireOneOf(3, "the list of zero points", new TensorShape(columns * packed), new TensorShape(columns, packed));
        }

        if (context.Node.OpType == "MatMulNBits")
            context.RequireOneOf(5, "the bias", new TensorShape(columns));
        if (context.Node.OpType == "MatMulBnb4" && context.Shape(1) is { } stored && stored.Elements < ((inner * columns) + 1) / 2)
            throw new ShapeConflictException($"a weight of {stored} bytes does not hold {columns} times {inner} numbers of four bits");
        if (context.Node.OpType == "MatMulBnb4" && block > 0 && context.Shape(2) is { } largest
            && largest.Elements < ((inner * columns) + block - 1) / block)
            throw new ShapeConflictException($"{largest} scales for {columns} times {inner} numbers in blocks of {block}");
        if (context.Shape(0, 1, int.MaxValue) is not { } x)
            return null;
        return x[^1] == inner
            ? x.WithLast(columns)
            : throw new ShapeConflictException($"rows of {x[^1]} ({x}) do not meet columns of {inner} (attribute K)");
    }

    /// <summary>Rows of a table that is quantised in blocks along its last dimension.</summary>
    private static Guess Gathered(ValueContext context)
    {
        if (context.Shape(0) is not { } data || context.Shape(1) is not { } indices)
            return new Guess(context.Type(2), null);
        int axis = ValueContext.AxisOf(context.Integer("gather_axis"), data);
        long bits = context.Integer("bits", 4);
        long block = context.Integer("block_size", 128);
        bool isPacked = context.Type(0) == DataType.UInt8;
        if (isPacked && (bits is not (2 or 4 or 8) || axis != 0))
            throw new ShapeConflictException(
                $"bytes of numbers of {bits} bits, gathered along dimension {axis}: expected 2, 4 or 8, and 0");
        // Numbers of two or four bits share a byte of an 8-bit table.
        TensorShape whole = isPacked ? data.WithLast(data[^1] * (8 / bits)) : data;
        int along = ValueContext.AxisOf(context.Integer("quantize_axis", 1), data);
        if (block < 16 || !long.IsPow2(block))
            throw new ShapeConflictException($"blocks of {block}: expected a power of two from 16 on");
        TensorShape scales = new([.. whole[..along], (whole[along] + block - 1) / block, .. whole[(along + 1)..]]);
        context.RequireOneOf(2, "the table of scales", scales);
        context.RequireOneOf(3, "the table of zero points", isPacked ? scales.WithLast(((scales[^1] * bits) + 7) / 8) : scales);
        return new Guess(context.Type(2), new TensorShape([.. whole[..axis], .. indices, .. whole[(axis + 1)..]]));
    }

    /// <summary>Rows, each of which some experts work on: two products with a matrix of its own for each expert.</summary>
    private static Guess Experts(ValueContext context, int first, int second, long perByte)
    {
        // Where scales are, biases come behind them.
        int bias = second - first - 1;
        if (context.Shape(0, 2, 3) is { } x)
        {
            long rows = x.Elements / Math.Max(1, x[^1]);
            long? experts = context.Shape(1, 2)?[1];
            if (context.Shape(1) is { } chances && chances[0] != rows)
                throw new ShapeConflictException($"chances of shape {chances} for {rows} rows ({x})");
            if (experts is { } number && context.Integer("k", 1) > number)
                throw new ShapeConflictException($"{context.Integer("k", 1)} of {number} experts (attribute k)");
            if (context.Shape(first, 3) is { } up && ((experts is { } all && up[0] != all) || up[2] * perByte != x[^1]))
                throw new ShapeConflictException($"weights of shape {up} do not meet rows of {x[^1]} ({x}) for {experts} experts");
            if (context.Shape(first) is { } wide && context.Shape(second, 3) is { } narrow)
            {
                // A gate that is fused with the first product makes it twice as wide.
                if (context.Text("activation_type") != "swiglu" && wide[1] != narrow[2] * perByte)
                    throw new ShapeConflictException($"weights of shapes {wide} and {narrow} do not meet");
                RequireScales(context, bias == 2 ? first + 1 : null, wide);
                RequireScales(context, bias == 2 ? second + 1 : null, narrow);
                context.RequireOneOf(first + bias, "the first bias", new TensorShape(wide[0], wide[1]));
                context.RequireOneOf(second + bias, "the second bias",
                    new TensorShape(narrow[0], narrow[1]));
            }

            if (context.Shape(second, 3) is { } down && ((experts is { } each && down[0] != each) || down[1] != x[^1]))
                throw new ShapeConflictException($"weights of shape {down} do not give rows of {x[^1]} ({x}) for {experts} experts");
        }

        return ElementwiseShapes.Same(context);
    }

    /// <summary>A scale for each row of each expert's matrix, or for each block of it.</summary>
    private static void RequireScales(ValueContext context, int? input, TensorShape weight)
    {
        if (input is { } index && context.Shape(index, 2, 3) is { } scales && !scales[..2].SequenceEqual(weight[..2]))
            throw new ShapeConflictException($"scales of shape {scales} for weights of shape {weight}");
    }
}
