using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Irene.Primitives;

namespace JouleTree.Core.Prediction.Irene.Compositions;

/// <summary>One step of the optimiser: a tree forwards and backwards, then Adam. Allocates nothing once it is warm.</summary>
/// <param name="config">Options.</param>
/// <param name="composition">The composition that is trained.</param>
/// <param name="primitives">Trained primitive models, by type number.</param>
internal sealed class TreeStep(IreneConfig config, Composition composition, IReadOnlyList<PrimitiveModel?> primitives)
{
    private readonly CompositionPass _pass = new(composition, config.TrainingStrategy);
    private readonly PrimitiveModels _models = new(primitives, fallbackJoules: 0);
    private readonly Adam _adam = new(composition.Parameters.Length, config.LearningRate);
    private double[] _leaves = [];

    /// <summary>The pass, for what it computed of the last tree.</summary>
    public CompositionPass Pass => _pass;

    /// <summary>Loss of a tree before the step that it causes.</summary>
    public double Run(FeatureTree tree)
    {
        double loss = Gradient(tree);
        if (!double.IsFinite(loss))
        {
            throw new InputException(
                $"training diverged at a tree of {tree.ModelName}: the loss is not finite; use a smaller learning_rate, "
                + "or standardize_features");
        }

        _adam.Step(composition.Parameters, _pass.ParameterGradient);
        return loss;
    }

    /// <summary>Loss of a tree, with the gradient left in <see cref="Pass"/>.</summary>
    public double Gradient(FeatureTree tree)
    {
        if (_leaves.Length < tree.NodeCount)
            _leaves = new double[tree.NodeCount];
        _models.Predict(tree, _leaves);
        bool useTrueChildren = config.TrainingStrategy == TrainingStrategy.Stepwise;
        _pass.Forward(tree, _leaves, useTrueChildren);
        return _pass.Gradient(tree, config.NormalizeLossScale, useTrueChildren);
    }
}
