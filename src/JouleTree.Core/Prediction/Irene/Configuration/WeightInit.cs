namespace JouleTree.Core.Prediction.Irene.Configuration;

/// <summary>Where the weights of the composition start.</summary>
public enum WeightInit
{
    /// <summary><c>uniform</c>: uniform in ±1/√n for n monomials, from the seed.</summary>
    Uniform,

    /// <summary><c>zero</c>: all zero.</summary>
    Zero,
}
