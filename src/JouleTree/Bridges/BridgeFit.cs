using JouleTree.Core.Serving.Fitting;

namespace JouleTree.Bridges;

/// <summary>
/// Fits what leads from kernels to deployments: seconds to times, then one scale of joules and watts of waiting to energies.
/// </summary>
internal static class BridgeFit
{
    // Against the relative residuals, for fifty rows.
    private const double Ridge = 0.02;

    /// <summary>The prices that some deployments tell.</summary>
    /// <param name="rows">Deployments; at least one.</param>
    public static BridgePrices Of(IReadOnlyList<BridgeRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[] shares = [.. rows.Select(_ => 1.0)];
        double[] seconds = new RelativeRidge(
            [
                .. Enumerable.Range(0, BridgeTerm.All.Count)
                    .Select(term => rows.Select(row => row.Quantities[term] / (row.Gpus * row.Seconds)).ToArray()),
            ],
            [.. rows.Select(row => row.MissingSeconds / row.Seconds)], shares).Solve(prior: null, Ridge);
        double[] joules = new RelativeRidge(
            [
                [.. rows.Select(row => row.Gpus * row.Kernels.Mean.Joules.All / row.Joules)],
                [.. rows.Select(row => row.Gpus * Math.Max(0, row.MissingSeconds) / row.Joules)],
            ],
            shares, shares).Solve(prior: null, Ridge);
        return new BridgePrices(seconds, joules[0], joules[1]);
    }
}
