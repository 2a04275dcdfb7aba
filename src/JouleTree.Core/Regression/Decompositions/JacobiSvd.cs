using System.Runtime.CompilerServices;

namespace JouleTree.Core.Regression.Decompositions;

/// <summary>
/// Singular values of a small square matrix by one-sided Jacobi rotations: A = U·diag(σ)·Vᵀ, accurate also for the
/// small singular values, which decide the rank here (Demmel and Veselić 1992). For tens of columns.
/// </summary>
internal sealed class JacobiSvd
{
    private const int MaxSweeps = 60;
    private const double Orthogonal = 1e-15;

    private JacobiSvd(double[,] left, double[] singularValues, double[,] right)
    {
        Left = left;
        SingularValues = singularValues;
        Right = right;
    }

    /// <summary>U, <c>[n, n]</c>; a column of zeros where the singular value is 0.</summary>
    public double[,] Left { get; }

    /// <summary>σ, <c>[n]</c>, in no order.</summary>
    public double[] SingularValues { get; }

    /// <summary>V, <c>[n, n]</c>.</summary>
    public double[,] Right { get; }

    /// <summary>The decomposition of a matrix <c>[n, n]</c>.</summary>
    public static JacobiSvd Of(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone();
        double[,] v = new double[n, n];
        for (int i = 0; i < n; i++)
            v[i, i] = 1;
        for (int sweep = 0; sweep < MaxSweeps && Sweep(a, v, n); sweep++)
        {
        }

        double[] values = new double[n];
        for (int column = 0; column < n; column++)
        {
            double norm = 0;
            for (int row = 0; row < n; row++)
                norm = double.Hypot(norm, a[row, column]);
            values[column] = norm;
            for (int row = 0; row < n && norm > 0; row++)
                a[row, column] /= norm;
        }

        return new JacobiSvd(a, values, v);
    }

    private static bool Sweep(double[,] a, double[,] v, int n)
    {
        bool rotated = false;
        for (int p = 0; p < n - 1; p++)
        {
            for (int q = p + 1; q < n; q++)
                rotated |= Rotate(a, v, n, p, q);
        }

        return rotated;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Rotate(double[,] a, double[,] v, int n, int p, int q)
    {
        double pp = 0, qq = 0, pq = 0;
        for (int row = 0; row < n; row++)
        {
            pp += a[row, p] * a[row, p];
            qq += a[row, q] * a[row, q];
            pq += a[row, p] * a[row, q];
        }

        if (Math.Abs(pq) <= Orthogonal * Math.Sqrt(pp * qq))
            return false;
        double zeta = (qq - pp) / (2 * pq);
        double tangent = Math.CopySign(1, zeta) / (Math.Abs(zeta) + double.Hypot(1, zeta));
        double cosine = 1 / double.Hypot(1, tangent);
        double sine = cosine * tangent;
        Apply(a, n, p, q, cosine, sine);
        Apply(v, n, p, q, cosine, sine);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(double[,] matrix, int n, int p, int q, double cosine, double sine)
    {
        for (int row = 0; row < n; row++)
        {
            double left = matrix[row, p];
            double right = matrix[row, q];
            matrix[row, p] = (cosine * left) - (sine * right);
            matrix[row, q] = (sine * left) + (cosine * right);
        }
    }
}
