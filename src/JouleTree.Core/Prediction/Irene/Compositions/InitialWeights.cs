using JouleTree.Core.Prediction.Irene.Configuration;

namespace JouleTree.Core.Prediction.Irene.Compositions;

/// <summary>Where the weights of the composition start.</summary>
internal static class InitialWeights
{
    /// <summary>Initial w, then b.</summary>
    /// <param name="config">Options.</param>
    /// <param name="dimension">Number of features.</param>
    /// <param name="skip">
    /// How many compositions were initialised before from the same seed: the published cross-validation seeds once, and
    /// its k-th fold takes the k-th set of numbers.
    /// </param>
    public static double[] For(IreneConfig config, int dimension, int skip)
    {
        double[] weights = new double[Composition.CountMonomials(config, dimension) + 1];
        if (config.Init == WeightInit.Zero)
            return weights;
        MersenneTwister random = new((uint)config.Seed);
        float bound = (float)(1 / Math.Sqrt(weights.Length - 1));
        for (int round = 0; round <= skip; round++)
        {
            for (int index = 0; index < weights.Length; index++)
                weights[index] = random.Uniform(-bound, bound);
        }

        return weights;
    }
}
