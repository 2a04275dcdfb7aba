namespace JouleTree.Core.Kernels.Fitting;

/// <summary>
/// Knots: points of a coarse grid near which something was measured, drawn by a fixed hash. They tell where the campaign was, not what it
/// measured, and none of its rows is kept.
/// </summary>
internal static class KnotGrid
{
    private const double HalfOctaves = 2;
    private const double Octaves = 1;

    /// <summary>Draws knots.</summary>
    /// <param name="shapes">Shapes that were measured, of one kind.</param>
    /// <param name="count">So many at most.</param>
    public static IReadOnlyList<KernelShape> Of(IEnumerable<KernelShape> shapes, int count)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return
        [
            .. shapes.Select(Snapped).Distinct().Select(shape => (Shape: shape, Order: Hash(shape)))
                .OrderBy(one => one.Order).Take(count).Select(one => one.Shape),
        ];
    }

    /// <summary>The nearest point of the grid.</summary>
    /// <param name="shape">A shape.</param>
    public static KernelShape Snapped(KernelShape shape) => shape switch
    {
        GemmShape gemm => new GemmShape(Rows(gemm.M), Near(gemm.N, HalfOctaves, 16), Near(gemm.K, HalfOctaves, 16)),
        AttentionShape attention => Snapped(attention),
        ExpertShape experts => experts with
        {
            Tokens = Near(experts.Tokens, HalfOctaves, 1),
            Hidden = Near(experts.Hidden, HalfOctaves, 64),
            Width = Near(experts.Width, HalfOctaves, 32) is var width && width / experts.TensorParallel > 0 ? width : experts.Width,
            Active = Near(experts.Active, HalfOctaves, 1),
            Total = Math.Max(experts.ExpertParallel, Near(experts.Total, HalfOctaves, 8)),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "is no kernel's"),
    };

    private static AttentionShape Snapped(AttentionShape attention)
    {
        int keyHeads = Near(attention.KeyValueHeads, Octaves, 1);
        return attention with
        {
            Requests = Near(attention.Requests, Octaves, 1),
            Tokens = Near(attention.Tokens, HalfOctaves, 1),
            Kept = attention.Kept == 0 ? 0 : Near(attention.Kept + 1, Octaves, 1) - 1,
            KeyValueHeads = keyHeads,
            Heads = keyHeads * Near(attention.Heads / attention.KeyValueHeads, HalfOctaves, 1),
        };
    }

    // Few rows are whole tiles or not; more are kept odd where they are.
    private static int Rows(int rows) => rows <= 17 ? rows : Near(rows, HalfOctaves, 4) + (rows % 4);

    private static int Near(int number, double perOctave, int multiple)
    {
        double near = Math.Pow(2, Math.Round(Math.Log2(number) * perOctave) / perOctave);
        return Math.Max(1, (int)Math.Round(near / multiple)) * multiple;
    }

    // FNV-1a with a last mix: the same on every machine, unlike a record's own.
    private static uint Hash(KernelShape shape)
    {
        Span<double> numbers = stackalloc double[KernelDimensions.Most];
        numbers.Clear();
        shape.Fill(numbers);
        uint hash = 2166136261;
        foreach (double number in numbers)
            hash = (hash ^ (uint)(number * 100)) * 16777619;
        hash = (hash ^ (hash >> 15)) * 0x85ebca6b;
        return hash ^ (hash >> 13);
    }
}
