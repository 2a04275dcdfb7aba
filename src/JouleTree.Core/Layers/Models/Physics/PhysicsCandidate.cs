namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>A setting of the correction among which the validation part chooses.</summary>
/// <param name="Kind">Kind of correction.</param>
/// <param name="LengthScale">Length scale in standard deviations.</param>
/// <param name="Ridge">Ridge of a kernel correction.</param>
/// <param name="OnlySize">Only the number of elements is a coordinate.</param>
internal sealed record PhysicsCandidate(CorrectionKind Kind, double LengthScale = 1, double Ridge = 0.1, bool OnlySize = false)
{
    private static readonly PhysicsCandidate[] Dimensional =
        [new(CorrectionKind.None), .. Grid([1.5, 3, 5], [0.03, 0.3], onlySize: false)];

    private static readonly PhysicsCandidate[] Elementwise =
    [
        new(CorrectionKind.None, OnlySize: true),
        .. Grid([0.3, 1], [0.01, 0.1], onlySize: false),
        .. Grid([0.3, 1], [0.01, 0.1], onlySize: true),
        .. new[] { 0.05, 0.1, 0.3 }.Select(scale => new PhysicsCandidate(CorrectionKind.Median, scale, OnlySize: true)),
    ];

    public static IReadOnlyList<PhysicsCandidate> For(LayerType type) =>
        type is LayerType.Conv2d or LayerType.MaxPool2d or LayerType.Linear or LayerType.MatMul ? Dimensional : Elementwise;

    public override string ToString() => Kind switch
    {
        CorrectionKind.None => "1 (no correction)",
        CorrectionKind.Median => FormattableString.Invariant($"median of neighbours (length scale {LengthScale})"),
        _ => FormattableString.Invariant($"exp(kernel ridge, length scale {LengthScale}, ridge {Ridge}{(OnlySize ? ", size only" : "")})"),
    };

    private static IEnumerable<PhysicsCandidate> Grid(double[] scales, double[] ridges, bool onlySize) =>
        from scale in scales from ridge in ridges select new PhysicsCandidate(CorrectionKind.Kernel, scale, ridge, onlySize);
}
