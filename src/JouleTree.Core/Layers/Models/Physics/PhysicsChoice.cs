using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// The choice of correction and ridge by cross-validation within the rows that may be fitted on, and how far each row was
/// missed when its fold was left out.
/// </summary>
/// <remarks>
/// The correction is chosen by the mean percentage error of single layers. That error hardly depends on the ridge, the energy of
/// sums of layers does; so the ridge is chosen by the joules
/// missed in all: the middle one of those that miss hardly more than the best.
/// </remarks>
internal sealed class PhysicsChoice
{
    /// <summary>Number of folds; equal configurations share one.</summary>
    public const int Folds = 4;

    // The folds are part of the method: the same rows give the same choice.
    private const int Seed = 1;

    // The curve is flat, and where on it the least value falls is chance: the middle of what is as good moves less.
    private const double Plateau = 1.02;

    private static readonly double[] Ridges = [0, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.01];

    private readonly PhysicsRows _rows;

    private PhysicsChoice(PhysicsRows rows)
    {
        _rows = rows;
        Fold[] folds = FoldsOf(rows, Folds, Ridges);
        IReadOnlyList<PhysicsCandidate> candidates = PhysicsCandidate.For(rows.Type);
        double[] errors = new double[candidates.Count];
        Parallel.For(0, candidates.Count, index => errors[index] = MeanError(Residuals(folds, candidates[index], 1)[0]));
        Candidate = candidates[Array.IndexOf(errors, errors.Min())];
        double[][] byRidge = Residuals(folds, Candidate, Ridges.Length);
        double[] missed = [.. byRidge.Select(JoulesMissed)];
        double enough = Plateau * missed.Min();
        int best = (Array.FindIndex(missed, value => value <= enough) + Array.FindLastIndex(missed, value => value <= enough)) / 2;
        Ridge = Ridges[best];
        MeanPercent = 100 * MeanError(byRidge[best]);
        LogResiduals = byRidge[best];
    }

    /// <summary>Ridge of the terms, relative to their sums of squares.</summary>
    public double Ridge { get; }

    /// <summary>The correction.</summary>
    public PhysicsCandidate Candidate { get; }

    /// <summary>Mean percentage error of left-out rows with that choice.</summary>
    public double MeanPercent { get; }

    /// <summary>Logarithm of measured over predicted energy of each row, predicted without its fold.</summary>
    public double[] LogResiduals { get; }

    /// <summary>Chooses.</summary>
    /// <param name="rows">Rows that may be fitted on, with at least as many distinct configurations as there are folds.</param>
    public static PhysicsChoice Make(PhysicsRows rows) => new(rows);

    private static double MeanError(double[] logResiduals) => logResiduals.Average(value => Math.Abs(Math.Exp(-value) - 1));

    private double JoulesMissed(double[] logResiduals)
    {
        double missed = 0;
        for (int row = 0; row < logResiduals.Length; row++)
            missed += _rows.Joules[row] * Math.Abs(Math.Exp(-logResiduals[row]) - 1);
        return missed;
    }

    // Of every row without its fold, for the first of the ridges.
    private double[][] Residuals(Fold[] folds, PhysicsCandidate candidate, int ridges)
    {
        double[][] residuals = [.. Enumerable.Range(0, ridges).Select(_ => new double[_rows.Layers.Length])];
        Parallel.ForEach(folds, fold =>
        {
            double[][] coefficients = fold.Coefficients[..ridges];
            CorrectionSpace space = CorrectionSpace.Of(fold.Fitted.Layers, candidate.OnlySize);
            IReadOnlyList<ICorrection?> corrections = fold.Fitted.Correct(coefficients, space, candidate);
            double[][] points = [.. fold.Left.Layers.Select(layer => space.Locate(layer, out _))];
            for (int ridge = 0; ridge < ridges; ridge++)
            {
                double[] ratios = fold.Left.LogRatios(coefficients[ridge]);
                for (int row = 0; row < ratios.Length; row++)
                    residuals[ridge][fold.Rows[row]] = ratios[row] - Math.Log(corrections[ridge]?.Factor(points[row]) ?? 1);
            }
        });
        return residuals;
    }

    private static Fold[] FoldsOf(PhysicsRows rows, int count, double[] ridges)
    {
        int[][] lists = KFold.SplitByGroup(rows.Layers, count, Seed);
        Fold[] folds = new Fold[count];
        Parallel.For(0, count, index =>
        {
            PhysicsRows fitted = rows.Only(KFold.Complement(rows.Layers.Length, lists[index]));
            folds[index] = new Fold(fitted, rows.Only(lists[index]), lists[index], fitted.Coefficients(ridges));
        });
        return folds;
    }

    private sealed record Fold(PhysicsRows Fitted, PhysicsRows Left, int[] Rows, double[][] Coefficients);
}
