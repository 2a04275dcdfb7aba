using JouleTree.Core.Features;

namespace JouleTree.Core.Prediction.Irene.Configuration;

/// <summary>Options of the IrEne predictor, by their published names and defaults, and a few of ours. Immutable.</summary>
/// <remarks>Cao et al., IrEne: Interpretable Energy Prediction for Transformers, ACL 2021.</remarks>
public sealed record IreneConfig
{
    /// <summary>Degree of the monomials where <see cref="PolynomialFeatures"/> is set.</summary>
    public const int PolynomialDegree = 3;

    /// <summary><c>feature_sets</c>: groups of features beside parameters and input size. Default: both.</summary>
    public IReadOnlyList<FeatureSet> FeatureSets { get; init; } = [FeatureSet.ModelSpecs, FeatureSet.ResourceUtilization];

    /// <summary><c>polynomial_features</c>: the composition sees all monomials to degree 3. Default: true.</summary>
    public bool PolynomialFeatures { get; init; } = true;

    /// <summary><c>training_strategy</c>. Default: <c>end2end</c>.</summary>
    public TrainingStrategy TrainingStrategy { get; init; } = TrainingStrategy.End2End;

    /// <summary><c>standardize_features</c>: the composition sees standardised features. Default: true.</summary>
    public bool StandardizeFeatures { get; init; } = true;

    /// <summary><c>tanh_scalar</c>: τ of <c>close_to_one</c>, above 0; weights stay within 1 ± 1/τ. Default: 10.</summary>
    public double TanhScalar { get; init; } = 10;

    /// <summary><c>normalize_loss_scale</c>: squared errors are divided by the squared energy. Default: true.</summary>
    public bool NormalizeLossScale { get; init; } = true;

    /// <summary><c>weighting_setting</c>. Default: <c>close_to_one</c>.</summary>
    public WeightingSetting WeightingSetting { get; init; } = WeightingSetting.CloseToOne;

    /// <summary>
    /// <c>seed</c> of the initial weights, 0 to 2^32 − 1. Default: 13370, the published one; the initial weights are
    /// then the published ones to the last bit.
    /// </summary>
    public long Seed { get; init; } = 13370;

    /// <summary><c>epochs</c>: passes over the trees, 0 to 100,000. Default: 8.</summary>
    public int Epochs { get; init; } = 8;

    /// <summary><c>learning_rate</c> of Adam, above 0. Default: 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary><c>init</c>: where the weights start. Default: <c>uniform</c>.</summary>
    public WeightInit Init { get; init; } = WeightInit.Uniform;

    /// <summary>True if the options leave something for the gradient to change.</summary>
    public bool CanTrain =>
        TrainingStrategy != TrainingStrategy.None && WeightingSetting != WeightingSetting.ExactOne && Epochs > 0;

    /// <summary>The features in the order of the published vectors.</summary>
    internal IReadOnlyList<Feature> Features()
    {
        List<Feature> features = [Feature.NumParameters, Feature.InputSize];
        if (FeatureSets.Contains(FeatureSet.ModelSpecs))
            features.AddRange([Feature.BatchSize, Feature.SequenceLength, Feature.Flops, Feature.MemBytes]);
        if (FeatureSets.Contains(FeatureSet.ResourceUtilization))
            features.AddRange(Enum.GetValues<Feature>().Where(feature => feature >= Feature.Cpu));
        return features;
    }
}

/// <summary>A published group of features.</summary>
public enum FeatureSet
{
    /// <summary><c>model_specs</c>: batch size, sequence length, FLOPs, memory traffic. Known without running anything.</summary>
    ModelSpecs,

    /// <summary><c>resource_utilization</c>: loads, clocks, run time and GPU energy. Needs a run of every node.</summary>
    ResourceUtilization,
}

/// <summary>What a parent's energy is composed of while the weights are trained.</summary>
public enum TrainingStrategy
{
    /// <summary><c>end2end</c>: the children's predicted energies; the gradient runs through the whole tree.</summary>
    End2End,

    /// <summary><c>stepwise</c>: the children's true energies.</summary>
    Stepwise,

    /// <summary><c>unstructured</c>: nothing; the weight of a node is itself its energy.</summary>
    Unstructured,

    /// <summary><c>none</c>: the weights stay as they were initialised.</summary>
    None,
}

/// <summary>How a child's weight follows from its features: φ are the features, w and b the trained parameters.</summary>
public enum WeightingSetting
{
    /// <summary><c>close_to_one</c>: 1 + tanh(w·φ + b)/τ.</summary>
    CloseToOne,

    /// <summary><c>free</c>: w·φ + b.</summary>
    Free,

    /// <summary><c>exact_one</c>: 1; nothing to train.</summary>
    ExactOne,
}

/// <summary>Where the weights of the composition start.</summary>
public enum WeightInit
{
    /// <summary><c>uniform</c>: uniform in ±1/√n for n monomials, from the seed.</summary>
    Uniform,

    /// <summary><c>zero</c>: all zero.</summary>
    Zero,
}
