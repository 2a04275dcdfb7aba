using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Resizing, and samples of regions and grids.</summary>
internal static class SamplingShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Resizing.Shape(context)), "Resize", "Upsample");
        rules.Add(_ => new Guess(DataType.UInt8, null), "ImageDecoder");
        rules.Add(context => new Guess(context.Type(0), Sampled(context)), "GridSample");
        rules.AddContrib(context => new Guess(context.Type(0), Sampled(context)), "GridSample");
        rules.Add(Affine, "AffineGrid");
        rules.Add(Regions, "RoiAlign");
        rules.Add(context => new Guess(context.Type(0),
            context.Shape(0, 4) is { } x && context.Shape(1, 2) is { } rois && context.List("pooled_shape") is { } size
            ? size.Length == 2 && Array.TrueForAll(size, part => part > 0) ? new TensorShape([rois[0], x[1], .. size])
                : throw new ShapeConflictException($"pooled_shape is {string.Join(", ", size)}: expected two sizes from 1 on")
            : null), "MaxRoiPool");
    }

    /// <summary>Places in a picture or volume of a given size after a transformation [n, d, d + 1].</summary>
    private static Guess Affine(ValueContext context)
    {
        context.RequireVector(1, "the list of sizes");
        if (context.Shape(1) is { } list && list[0] is < 4 or > 5)
            throw new ShapeConflictException($"{list[0]} sizes: expected 4 (a picture) or 5 (a volume)");
        if (context.Integers(1) is not { } size)
            return new Guess(context.Type(0), null);
        int rank = size.Length - 2;
        TensorShape made = ShapeArithmetic.Checked([size[0], .. size[2..], rank]);
        context.RequireOneOf(0, "the transformation", new TensorShape(size[0], rank, rank + 1));
        return new Guess(context.Type(0), made);
    }

    private static Guess Regions(ValueContext context)
    {
        if (context.Shape(0, 4) is not { } x || context.Shape(1, 2) is not { } rois)
            return new Guess(context.Type(0), null);
        if (rois[1] != 4)
            throw new ShapeConflictException($"regions of shape {rois}: expected four corners for each");
        context.RequireVector(2, "the list of pictures");
        context.RequireLength(2, rois[0], "the list of pictures", $"the regions of {rois} are");
        return new Guess(context.Type(0),
            new TensorShape(rois[0], x[1], context.Integer("output_height", 1), context.Integer("output_width", 1)));
    }

    private static TensorShape? Sampled(ValueContext context)
    {
        if (context.Shape(0, 3, int.MaxValue) is not { } x || context.Shape(1) is not { } grid)
            return null;
        return grid.Rank == x.Rank && grid[0] == x[0] && grid[^1] == x.Rank - 2
            ? new TensorShape([x[0], x[1], .. grid[1..^1]])
            : throw new ShapeConflictException($"a grid of shape {grid} has no place in input {x}");
    }
}
