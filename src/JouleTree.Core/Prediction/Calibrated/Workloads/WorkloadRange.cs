using System.Globalization;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>The workloads that a predictor was trained on.</summary>
/// <param name="Low">Least value of each quantity.</param>
/// <param name="High">Greatest value of each quantity.</param>
internal sealed record WorkloadRange(WorkloadQuantities Low, WorkloadQuantities High)
{
    /// <summary>
    /// The range of some workloads, at least one. Where some lack a quantity, as images have no length, those that have it count.
    /// </summary>
    public static WorkloadRange Of(IEnumerable<WorkloadQuantities> workloads)
    {
        WorkloadQuantities[] all = [.. workloads];
        WorkloadQuantities[] sequences = [.. all.Where(one => one.Length > 0)];
        // Images have no tokens; what stands there is their batch size.
        if (sequences.Length == 0)
            sequences = all;
        return new WorkloadRange(
            new WorkloadQuantities(Least(all, one => one.Batch), Least(all, one => one.Length), Least(sequences, one => one.Tokens),
                Least(all, one => one.Width)),
            new WorkloadQuantities(all.Max(one => one.Batch), all.Max(one => one.Length), sequences.Max(one => one.Tokens),
                all.Max(one => one.Width)));
    }

    /// <summary>Octaves by which the farthest quantity lies outside; 0 within the range.</summary>
    public double OctavesOutside(in WorkloadQuantities workload) =>
        Quantities(workload).Max(quantity => Octaves(quantity.Value, quantity.Low, quantity.High));

    /// <summary>What lies outside, as <c>hidden width 16, trained on 768</c>; empty within the range.</summary>
    public IReadOnlyList<string> Describe(WorkloadQuantities workload) =>
    [
        .. Quantities(workload)
            .Where(quantity => Octaves(quantity.Value, quantity.Low, quantity.High) > 0)
            .Select(quantity => string.Create(
                CultureInfo.InvariantCulture, $"{quantity.Name} {quantity.Value}, trained on {Span(quantity.Low, quantity.High)}")),
    ];

    /// <summary>All quantities with their ranges; those that the data do not have are left out.</summary>
    public override string ToString() => string.Join(
        ", ",
        Quantities(Low).Where(quantity => quantity.High > 0).Select(quantity => $"{quantity.Name} {Span(quantity.Low, quantity.High)}"));

    private static double Least(WorkloadQuantities[] workloads, Func<WorkloadQuantities, double> quantity) =>
        workloads.Select(quantity).Where(value => value > 0).DefaultIfEmpty().Min();

    private static string Span(double low, double high) => low == high
        ? low.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{low} to {high}");

    private static double Octaves(double value, double low, double high) =>
        value > 0 && low > 0 ? Math.Max(0, Math.Max(Math.Log2(low / value), Math.Log2(value / high))) : 0;

    private (string Name, double Value, double Low, double High)[] Quantities(in WorkloadQuantities workload) =>
    [
        ("hidden width", workload.Width, Low.Width, High.Width),
        ("batch size", workload.Batch, Low.Batch, High.Batch),
        ("length", workload.Length, Low.Length, High.Length),
        // Images have no tokens; what stands there is their batch size.
        ("tokens", workload.Length > 0 ? workload.Tokens : 0, Low.Tokens, High.Tokens),
    ];
}
