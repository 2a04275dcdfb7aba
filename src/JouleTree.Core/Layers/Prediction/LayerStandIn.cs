namespace JouleTree.Core.Layers.Prediction;

/// <summary>A layer that moves as much through the memory as another operator does. Immutable.</summary>
/// <param name="Layer">The layer that stands in.</param>
/// <param name="Factor">How often its cost is taken, above 0.</param>
/// <param name="InPlace">True where the operator overwrites its input, as a rectifier of a network does.</param>
/// <param name="Text">What it is taken for, such as <c>as a ReLU that allocates its output</c>.</param>
internal sealed record LayerStandIn(LayerConfiguration Layer, double Factor, bool InPlace, string Text)
{
    /// <summary>What reads tensors once, computes next to nothing and writes a new one.</summary>
    /// <param name="batch">Items per forward pass.</param>
    /// <param name="elements">Elements of one item that it writes.</param>
    /// <param name="tensors">Tensors of that size that it moves, its output included.</param>
    public static LayerStandIn Moving(long batch, long elements, int tensors = 2) => new(
        LayerConfiguration.Create(LayerType.ReLU, batch, elements), tensors / 2.0, InPlace: false,
        tensors == 2 ? "as a ReLU that allocates its output" : $"as a ReLU that moves {tensors} tensors instead of 2");

    /// <summary>What overwrites its input with a few arithmetic operations for each element.</summary>
    /// <param name="batch">Items per forward pass.</param>
    /// <param name="elements">Elements of one item.</param>
    public static LayerStandIn Overwriting(long batch, long elements) => new(
        LayerConfiguration.Create(LayerType.ReLU, batch, elements), 1, InPlace: true, "as a ReLU in place");

    /// <summary>What computes an elementary function of each element, or reads each row twice as a softmax does.</summary>
    /// <param name="type">The measured type: sigmoid, tanh or softmax.</param>
    /// <param name="batch">Items per forward pass.</param>
    /// <param name="elements">Elements of one item.</param>
    public static LayerStandIn Function(LayerType type, long batch, long elements) =>
        new(LayerConfiguration.Create(type, batch, elements), 1, InPlace: false, $"as a {type} of as many elements");

    /// <summary>A mean over windows.</summary>
    /// <param name="maximum">The maximum over the same windows.</param>
    public static LayerStandIn Mean(LayerConfiguration maximum) => new(maximum, 1, InPlace: false, "as a maximum over the same windows");
}
