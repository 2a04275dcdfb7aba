namespace JouleTree.Core.Layers.Models;

/// <summary>Ways to predict a layer's energy.</summary>
public enum LayerMethod
{
    /// <summary>Non-negative sum of physical terms with a learned correction. The default.</summary>
    Physics,

    /// <summary>The published linear models of multiply-accumulates.</summary>
    MacLinear,

    /// <summary>Sparse polynomials of run time and power.</summary>
    NeuralPower,
}
