using JouleTree.Core.Prediction.Irene.Configuration;

namespace JouleTree.Core.Evaluation.Ablations;

/// <summary>One configuration of the published ablation.</summary>
/// <param name="Name">Short name: feature sets, strategy and whether polynomial.</param>
/// <param name="Config">Its options; the seed is set for each run.</param>
internal sealed record AblationCase(string Name, IreneConfig Config)
{
    /// <summary>
    /// The published grid (Cao et al. 2021, table 4): feature sets × training strategies × polynomial features or not. Where
    /// nothing is trained (<c>none</c>, every weight 1) monomials make no difference, so it stands once a feature set.
    /// </summary>
    public static IReadOnlyList<AblationCase> PublishedGrid { get; } = [.. Cases()];

    /// <summary>True if runs with different seeds give different results.</summary>
    public bool DependsOnSeed => Config.CanTrain;

    private static IEnumerable<AblationCase> Cases()
    {
        (string Name, FeatureSet[] Sets)[] sets =
        [
            ("all features", [FeatureSet.ModelSpecs, FeatureSet.ResourceUtilization]),
            ("model_specs", [FeatureSet.ModelSpecs]),
            ("resource_utilization", [FeatureSet.ResourceUtilization]),
        ];
        foreach ((string name, FeatureSet[] featureSets) in sets)
        {
            IreneConfig config = new() { FeatureSets = featureSets };
            foreach (TrainingStrategy strategy in (TrainingStrategy[])[TrainingStrategy.End2End, TrainingStrategy.Stepwise,
                TrainingStrategy.Unstructured])
            {
                WeightingSetting weighting = strategy == TrainingStrategy.Unstructured
                    ? WeightingSetting.Free
                    : WeightingSetting.CloseToOne;
                foreach (bool polynomial in (bool[])[true, false])
                {
                    yield return new AblationCase(
                        $"{name}, {strategy.ToString().ToLowerInvariant()}, {(polynomial ? "polynomial" : "linear")}",
                        config with { TrainingStrategy = strategy, WeightingSetting = weighting, PolynomialFeatures = polynomial });
                }
            }

            yield return new AblationCase(
                $"{name}, none, all weights 1",
                config with { TrainingStrategy = TrainingStrategy.None, WeightingSetting = WeightingSetting.ExactOne });
        }
    }
}
