namespace JouleTree.Core.Prediction.Irene.Configuration;

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
