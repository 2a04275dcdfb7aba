using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Positions as rotations: of heads apart, [b, heads, n, size], or packed, [b, n, heads · size].</summary>
internal static class RotaryShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Standard, "RotaryEmbedding");
        rules.AddContrib(Contributed, "RotaryEmbedding");
    }

    /// <summary>ONNX's (operator set 23): input, cosines and sines, and positions, by which rows of those are taken.</summary>
    private static Guess Standard(ValueContext context)
    {
        if (context.Shape(0, 3, 4) is { } x)
        {
            long heads = context.Integer("num_heads");
            if (x.Rank == 3 && (heads < 1 || x[2] % heads != 0))
                throw new ShapeConflictException($"an input of shape {x} does not make {heads} heads (num_heads)");
            long half = Half(context, x.Rank == 3 ? x[2] / heads : x[3]);
            TensorShape positions = new(x[0], x.Rank == 3 ? x[1] : x[2]);
            context.RequireOneOf(3, "the list of positions", positions);
            for (int input = 1; input <= 2; input++)
            {
                if (context.Shape(input) is { } table)
                    context.RequireOneOf(input, "a table of rotations",
                        context.Has(3) && table.Rank == 2 ? new TensorShape(table[0], half)
                        : context.Has(3) ? new TensorShape(0, half)
                        : new TensorShape([.. positions, half]));
            }

            RequireAlike(context, 1, 2);
        }

        return ElementwiseShapes.Same(context);
    }

    /// <summary>ONNX Runtime's: input, positions or the first of them, cosines and sines.</summary>
    private static Guess Contributed(ValueContext context)
    {
        if (context.Shape(0, 3, 4) is { } x)
        {
            long heads = context.Integer("num_heads");
            if (x.Rank == 3 && heads > 0 && x[2] % heads != 0)
                throw new ShapeConflictException($"an input of shape {x} does not make {heads} heads (num_heads)");
            if (context.Shape(1) is { } positions && positions.Elements != 1)
                context.RequireOneOf(1, "the list of positions", new TensorShape(x[0], x.Rank == 3 ? x[1] : x[2]));
            if (context.Shape(2, 2) is { } table && (x.Rank == 4 || heads > 0))
                context.RequireOneOf(2, "the table of cosines",
                    new TensorShape(table[0], Half(context, x.Rank == 4 ? x[3] : x[2] / heads)));
            if (x.Rank == 3 && heads == 0 && context.Shape(2) is { } angles && 2 * angles[1] > x[2])
                throw new ShapeConflictException($"{angles[1]} angles for rows of {x[2]} ({x})");
            context.Shape(3, 2);
            RequireAlike(context, 2, 3);
        }

        return ElementwiseShapes.Same(context);
    }

    /// <summary>Angles of a head: half as many as the elements that are turned.</summary>
    private static long Half(ValueContext context, long size)
    {
        long turned = context.Integer("rotary_embedding_dim");
        return turned >= 0 && turned <= size
            ? (turned > 0 ? turned : size) / 2
            : throw new ShapeConflictException($"{turned} elements (rotary_embedding_dim) of heads of {size} are to be turned");
    }

    private static void RequireAlike(ValueContext context, int cosines, int sines)
    {
        if (context.Shape(cosines) is { } first && context.Shape(sines) is { } second && !first.Equals(second))
            throw new ShapeConflictException($"cosines of shape {first} and sines of shape {second}: expected one shape");
    }
}
