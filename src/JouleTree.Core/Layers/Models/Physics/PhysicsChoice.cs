using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// The choice of the correction by cross-validation within the rows that may be fitted on, by the mean percentage error of single
/// layers, and how far each row was missed when its fold was left out.
/// </summary>
internal sealed class PhysicsChoice
{
    /// <summary>Number of folds; equal configurations share one.</summary>
    public const int Folds = 4;

    // The folds are part of the method: the same rows give the same choice.
    private const int Seed = 1;

    private readonly int _rows;

    private PhysicsChoice(PhysicsRows rows)
    {
        _rows = rows.Layers.Length;
        LeftOut[] folds = FoldsOf(rows);
        IReadOnlyList<PhysicsCandidate> candidates = PhysicsCandidate.For(rows.Type);
        double[][] residuals = new double[candidates.Count][];
        Parallel.For(0, candidates.Count, index => residuals[index] = Residuals(folds, candidates[index]));
        double[] errors = [.. residuals.Select(MeanError)];
        // A candidate may fail by numbers that are none, and loses then.
        int best = Enumerable.Range(0, errors.Length)
            .MinBy(index => double.IsFinite(errors[index]) ? errors[index] : double.PositiveInfinity);
        Candidate = candidates[best];
        LogResiduals = residuals[best];
    }

    /// <summary>The correction.</summary>
    public PhysicsCandidate Candidate { get; }

    /// <summary>
    /// Logarithm of measured over predicted energy of each row, predicted without its fold; not finite where the fold left no row like it.
    /// </summary>
    public double[] LogResiduals { get; }

    /// <summary>Chooses.</summary>
    /// <param name="rows">Rows that may be fitted on, with at least as many distinct configurations as there are folds.</param>
    public static PhysicsChoice Make(PhysicsRows rows) => new(rows);

    private static double MeanError(double[] logResiduals) =>
        logResiduals.Where(double.IsFinite).Select(value => Math.Abs(Math.Exp(-value) - 1)).DefaultIfEmpty(double.PositiveInfinity)
            .Average();

    // Of every row without its fold.
    private double[] Residuals(LeftOut[] folds, PhysicsCandidate candidate)
    {
        double[] residuals = new double[_rows];
        Parallel.ForEach(folds, fold =>
        {
            CorrectionSpace space = CorrectionSpace.Of(fold.Fitted.Layers, candidate.OnlySize);
            ICorrection? correction = fold.Fitted.Correct(fold.Coefficients, space, candidate);
            double[] ratios = fold.Left.LogRatios(fold.Coefficients);
            PhysicsKernel kernels = fold.Fitted.Kernels;
            for (int row = 0; row < ratios.Length; row++)
            {
                LayerConfiguration layer = fold.Left.Layers[row];
                residuals[fold.Rows[row]] = (kernels & PhysicsTerms.KernelOf(layer)) == 0
                    ? double.NaN
                    : ratios[row] - Math.Log(correction?.Factor(space.Locate(layer, out _)) ?? 1);
            }
        });
        return residuals;
    }

    private static LeftOut[] FoldsOf(PhysicsRows rows)
    {
        int[][] lists = KFold.SplitByGroup(rows.Layers, Folds, Seed);
        LeftOut[] folds = new LeftOut[Folds];
        Parallel.For(0, Folds, index =>
        {
            PhysicsRows fitted = rows.Only(KFold.Complement(rows.Layers.Length, lists[index]));
            folds[index] = new LeftOut(fitted, rows.Only(lists[index]), lists[index], fitted.Coefficients());
        });
        return folds;
    }

    private sealed record LeftOut(PhysicsRows Fitted, PhysicsRows Left, int[] Rows, double[] Coefficients);
}
