namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>A setting of the correction among which cross-validation chooses.</summary>
/// <param name="Kind">Kind of correction.</param>
/// <param name="LengthScale">Length scale in standard deviations.</param>
/// <param name="Ridge">Ridge of a kernel correction.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="ItemScale">Length scale of a further median over the elements of one item, or null for none.</param>
internal sealed record PhysicsCandidate(CorrectionKind Kind, double LengthScale = 1, double Ridge = 0.1, int Steps = 0,
    double? ItemScale = null)
{
    private static readonly PhysicsCandidate None = new(CorrectionKind.None);

    private static readonly PhysicsCandidate[] Dimensional =
        [None, Kernel(1, 0.1), Kernel(1.5, 0.1), Kernel(1.5, 0.3), Kernel(3, 0.03), Kernel(3, 0.3), Kernel(5, 0.03)];

    private static readonly PhysicsCandidate[] Elementwise =
    [
        None, Kernel(0.3, 0.1), Kernel(1, 0.1),
        .. from item in new double?[] { null, 0.3 } from scale in new[] { 0.03, 0.1,
            0.3 } select new PhysicsCandidate(CorrectionKind.Median, scale, ItemScale: item),
        .. from item in new double?[] { null, 0.3 } from steps in new[] { 4, 6, 8 } select new PhysicsCandidate(CorrectionKind.Steps,
            Steps: steps, ItemScale: item),
    ];

    /// <summary>True where the size is the only coordinate.</summary>
    public bool OnlySize => Kind is CorrectionKind.Median or CorrectionKind.Steps && ItemScale is null;

    public static IReadOnlyList<PhysicsCandidate> For(LayerType type) =>
        type is LayerType.Conv2d or LayerType.MaxPool2d or LayerType.Linear or LayerType.MatMul ? Dimensional : Elementwise;

    public override string ToString() => Kind switch
    {
        CorrectionKind.None => "1 (no correction)",
        CorrectionKind.Kernel => FormattableString.Invariant($"exp(kernel ridge, length scale {LengthScale}, ridge {Ridge})"),
        CorrectionKind.Steps => FormattableString.Invariant($"{Steps} steps of the size{Items}"),
        _ => FormattableString.Invariant($"median of neighbours in size (length scale {LengthScale}){Items}"),
    };

    private string Items =>
        ItemScale is { } scale ? FormattableString.Invariant($" × median of neighbours in elements per item (length scale {scale})") : "";

    private static PhysicsCandidate Kernel(double scale, double ridge) => new(CorrectionKind.Kernel, scale, ridge);
}

/// <summary>Kinds of learned correction.</summary>
internal enum CorrectionKind
{
    /// <summary>None: the physical sum alone.</summary>
    None,

    /// <summary>Kernel ridge of the logarithm.</summary>
    Kernel,

    /// <summary>Median of the neighbours' ratios.</summary>
    Median,

    /// <summary>Steps of the size.</summary>
    Steps,
}
