using System.Numerics.Tensors;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Prediction.Calibrated.Compositions;

/// <summary>Fits the composition.</summary>
internal static class CompositionTrainer
{
    // How strongly the cost of a call is drawn to the floor of one kernel, relative to all samples together.
    private const double FloorWeight = 0.3;

    // The column of calls among the terms.
    private const int CallColumn = 1;

    /// <summary>Fits the coefficients.</summary>
    /// <param name="terms">Terms <c>[n, <see cref="ModuleTerms.Count"/>]</c> of the samples.</param>
    /// <param name="joules">Measured energies <c>[n]</c>.</param>
    /// <param name="floorJoules">What one kernel costs at least.</param>
    /// <param name="models">
    /// Number of models among the samples. The cost of fetched weights is drawn to nothing the more strongly the fewer there are: one or
    /// two models do
    /// not tell it from the other terms.
    /// </param>
    public static double[] FitWeights(ReadOnlySpan<double> terms, ReadOnlySpan<double> joules, double floorJoules, int models)
    {
        const int Columns = ModuleTerms.Count;
        const int Pulled = ModuleTerms.Count - ModuleTerms.PlainCount;
        double[] matrix = new double[terms.Length + ((1 + Pulled) * Columns)];
        terms.CopyTo(matrix);
        double[] targets = new double[joules.Length + 1 + Pulled];
        for (int row = 0; row < joules.Length; row++)
        {
            Span<double> values = matrix.AsSpan(row * Columns, Columns);
            TensorPrimitives.Divide(values, joules[row], values);
            targets[row] = 1;
        }

        double weight = FloorWeight * Math.Sqrt(joules.Length);
        matrix[(joules.Length * Columns) + CallColumn] = weight / floorJoules;
        targets[joules.Length] = weight;
        for (int term = ModuleTerms.PlainCount; term < Columns; term++)
        {
            double share = 0;
            for (int row = 0; row < joules.Length; row++)
                share += matrix[(row * Columns) + term];
            matrix[((joules.Length + 1 + term - ModuleTerms.PlainCount) * Columns) + term] = share / Math.Sqrt(joules.Length) / models;
        }

        return NonNegativeLeastSquares.Solve(matrix, targets, Columns);
    }

    /// <summary>Adds the corrections.</summary>
    /// <param name="weights">Coefficients of the terms.</param>
    /// <param name="terms">Terms of the samples.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="workloadOf">Workload of a tree by its place.</param>
    /// <param name="ridge">Ridge of the corrections.</param>
    public static CompositionFit FitCorrections(
        double[] weights, double[] terms, IReadOnlyList<MeasuredModule> samples, Func<int, WorkloadQuantities> workloadOf, double ridge)
    {
        CompositionFit plain = new(weights, new LogCorrection?[ModuleLevels.Count]);
        for (int level = 0; level < ModuleLevels.Count; level++)
        {
            List<double> points = [];
            List<double> logRatios = [];
            double[] point = new double[CompositionFit.Dimensions];
            for (int index = 0; index < samples.Count; index++)
            {
                if ((int)samples[index].Level != level)
                    continue;
                ReadOnlySpan<double> row = terms.AsSpan(index * ModuleTerms.Count, ModuleTerms.Count);
                plain.FillPoint(row, workloadOf(samples[index].Tree), point);
                points.AddRange(point);
                logRatios.Add(Math.Log(samples[index].Joules / plain.Physical(row)));
            }

            if (logRatios.Count > 0)
                plain.Corrections[level] = LogCorrection.Fit(points.ToArray(), logRatios.ToArray(), CompositionFit.Dimensions, ridge);
        }

        return plain;
    }
}

/// <summary>A measured module or model, one of the distinct ones.</summary>
/// <param name="Tree">Place of its tree in the training set.</param>
/// <param name="Node">Place of the node in its tree.</param>
/// <param name="Level">Its level.</param>
/// <param name="Joules">Measured energy per forward pass.</param>
internal readonly record struct MeasuredModule(int Tree, int Node, ModuleLevel Level, double Joules);
