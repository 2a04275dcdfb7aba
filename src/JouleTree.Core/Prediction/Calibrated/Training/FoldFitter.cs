using JouleTree.Core.Prediction.Calibrated.Compositions;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Core.Prediction.Calibrated.Training;

/// <summary>Fits to some of the models of a training set.</summary>
/// <param name="set">The training set.</param>
/// <param name="leftOut">Place of the model to leave out, or -1 to fit to all.</param>
internal sealed class FoldFitter(TrainingSet set, int leftOut)
{
    private readonly MeasuredPrimitive[] _primitives =
        [.. set.Primitives.Where(pair => pair.Model != leftOut).Select(pair => pair.Sample)];

    private readonly MeasuredModule[] _modules = [.. set.Modules.Where(sample => set.ModelOf[sample.Tree] != leftOut)];

    /// <summary>Distinct primitives of the models fitted to.</summary>
    public IReadOnlyList<MeasuredPrimitive> Primitives => _primitives;

    /// <summary>Distinct modules and models of the models fitted to.</summary>
    public IReadOnlyList<MeasuredModule> Modules => _modules;

    /// <summary>Workloads of the trees fitted to.</summary>
    public IEnumerable<WorkloadQuantities> Workloads => Fitted.Select(tree => tree.Workload);

    private IEnumerable<WorkTree> Fitted => set.Trees.Where((_, tree) => set.ModelOf[tree] != leftOut);

    private IEnumerable<int> LeftOutTrees => Enumerable.Range(0, set.Trees.Length).Where(tree => set.ModelOf[tree] == leftOut);

    /// <summary>The stage of the primitives: fits by counts or by runs, no composition yet; once for each of some ridges.</summary>
    /// <param name="ridges">Ridges of the corrections.</param>
    public CalibratedFits[] FitPrimitives(IReadOnlyList<double> ridges)
    {
        WorkloadRange range = WorkloadRange.Of(Workloads);
        if (set.Options.Access == FeatureAccess.Static)
        {
            PrimitiveFit fallback = FallbackTrainer.Fit(_primitives, leaveTypesOut: leftOut < 0);
            return
            [
                .. PrimitiveFitter.Fit(_primitives, ridges)
                    .Select(fits => new CalibratedFits(fits, fallback, law: null, composition: null, range)),
            ];
        }

        RunLaw law = RunLaw.Fit([.. set.Runs.Where(run => run.Model != leftOut).Select(run => (run.GpuJoules, run.Seconds, run.Joules))]);
        law = law with
        {
            Ranges = RunRange.Of(Fitted.SelectMany(tree => tree.Nodes)
            .Where(node => set.Options.Access == FeatureAccess.Full || node.IsPrimitive))
        };
        return [.. ridges.Select(_ => new CalibratedFits([], fallback: null, law, composition: null, range))];
    }

    /// <summary>The stage of modules and models, once for each of some ridges.</summary>
    /// <param name="primitives">What <see cref="FitPrimitives"/> gave.</param>
    /// <param name="ridges">Ridges of the corrections.</param>
    public CalibratedFits[] FitCompositions(CalibratedFits primitives, IReadOnlyList<double> ridges)
    {
        if (set.Options.Access == FeatureAccess.Full)
            return [.. ridges.Select(_ => primitives)];
        double[] terms = Terms(primitives);
        double floor = CallFloors.Of(_primitives.ToLookup(sample => sample.Type)).Least;
        double[] weights = CompositionTrainer.FitWeights(terms, _modules.Select(sample => sample.Joules).ToArray(), floor,
            _modules.Select(sample => set.Trees[sample.Tree].Tree.ModelName).Distinct().Count());
        return
        [
            .. ridges.Select(ridge => new CalibratedFits(
                primitives.Primitives,
                primitives.Fallback,
                primitives.Law,
                CompositionTrainer.FitCorrections(weights, terms, _modules, tree => set.Trees[tree].Workload, ridge),
                primitives.Range)),
        ];
    }

    /// <summary>
    /// The terms of the module samples, with the primitives as they are predicted, not as they were measured: the composition
    /// has to live with those.
    /// </summary>
    /// <param name="primitives">Fits of primitives.</param>
    /// <returns><c>[modules, <see cref="ModuleTerms.Count"/>]</c>, row-major.</returns>
    public double[] Terms(CalibratedFits primitives)
    {
        double[] terms = new double[_modules.Length * ModuleTerms.Count];
        int row = 0;
        foreach (IGrouping<int, MeasuredModule> tree in _modules.GroupBy(sample => sample.Tree))
        {
            WorkNode[] nodes = set.Trees[tree.Key].Nodes;
            NodeEstimate[] estimates = new NodeEstimate[nodes.Length];
            primitives.EstimatePrimitives(nodes, estimates);
            double[] joules = [.. estimates.Select(estimate => estimate.Joules)];
            ModuleTerms.SumUp(nodes, joules, 1);
            foreach (MeasuredModule sample in tree)
            {
                Span<double> values = terms.AsSpan(row++ * ModuleTerms.Count, ModuleTerms.Count);
                set.TotalTerms[sample.Tree].AsSpan(sample.Node * ModuleTerms.Count, ModuleTerms.Count).CopyTo(values);
                values[ModuleTerms.Primitives] = joules[sample.Node];
            }
        }

        return terms;
    }

    /// <summary>What some fits make of the model that is left out.</summary>
    /// <param name="fits">Fits to the other models.</param>
    /// <param name="primitivesOnly">True to judge primitives alone.</param>
    public LeftOutScores Score(CalibratedFits fits, bool primitivesOnly)
    {
        LeftOutScores scores = new();
        foreach (int tree in LeftOutTrees)
        {
            WorkTree work = set.Trees[tree];
            NodeEstimate[] estimates;
            if (primitivesOnly)
                fits.EstimatePrimitives(work.Nodes, estimates = new NodeEstimate[work.Nodes.Length]);
            else
                estimates = fits.Estimate(work, own: fits.Composition is null ? null : set.OwnTerms[tree]);
            for (int index = 0; index < estimates.Length; index++)
            {
                if (!primitivesOnly || work.Nodes[index].IsPrimitive)
                    scores.Add(work.Nodes[index].Node, set.Groups[tree][index], estimates[index], set.Options.WideningPerOctave);
            }
        }

        return scores;
    }
}
