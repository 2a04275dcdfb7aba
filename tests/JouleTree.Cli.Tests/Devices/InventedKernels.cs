using System.Globalization;
using System.Text;

namespace JouleTree.Cli.Tests.Devices;

/// <summary>Tables of kernels that nobody measured, in the columns of those that somebody did.</summary>
internal static class InventedKernels
{
    /// <summary>The columns of products of matrices.</summary>
    public const string Header = "version,device,kernel_source,gemm_dtype,m,n,k,latency,power,power_limit\n";

    private static readonly int[] Rows = [1, 4, 16, 64, 256, 1024, 4096];

    private static readonly (int N, int K)[] Widths =
        [(1024, 1024), (2048, 4096), (4096, 4096), (6144, 4096), (8192, 2048), (4096, 14336), (28672, 4096)];

    /// <summary>
    /// Products of seven numbers of rows and up to seven shapes: a launch, and arithmetic or memory, whichever is longer.
    /// </summary>
    /// <param name="gpu">The name of the card.</param>
    /// <param name="shapes">How many shapes.</param>
    /// <param name="types">The types.</param>
    /// <param name="version">Version of the software.</param>
    public static string Products(string gpu, int shapes = 7, string types = "bfloat16", string version = "1")
    {
        StringBuilder text = new(Header);
        foreach ((int n, int k) in Widths.Take(shapes))
        {
            foreach (int m in Rows)
            {
                double milliseconds = 1e3 * Seconds(m, n, k);
                double watts = 120 + (450 * (1 - Math.Exp(-2 * 2.0 * m * n * k / Seconds(m, n, k) / 1e15)));
                text.Append(CultureInfo.InvariantCulture,
                    $"{version},{gpu},invented,{types},{m},{n},{k},{milliseconds:0.######},{watts:0.##},700\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Seconds of an invented product.</summary>
    /// <param name="m">Its rows.</param>
    /// <param name="n">Width of its result.</param>
    /// <param name="k">Width of its rows.</param>
    public static double Seconds(int m, int n, int k)
    {
        double bytes = 2.0 * ((m * (double)k) + ((double)n * k) + (m * (double)n));
        return 4e-6 + Math.Max(2.0 * m * n * k / 0.6e15, bytes / 2.8e12);
    }
}
