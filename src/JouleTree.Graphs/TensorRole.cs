namespace JouleTree.Graphs;

/// <summary>What a tensor is in its graph.</summary>
public enum TensorRole
{
    /// <summary>Given anew with each forward pass.</summary>
    Input,

    /// <summary>A learned weight: counts as parameters.</summary>
    Parameter,

    /// <summary>Stored with the model but not learned: position numbers, masks, running means. No parameters.</summary>
    Buffer,

    /// <summary>Made by an operator.</summary>
    Activation,
}
