using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>How the weights of a mixture's experts are stored and used, by an operator's inputs and attributes.</summary>
internal sealed record ExpertsForm
{
    private const int FirstWeight = 3;

    /// <summary>Experts that there are, E.</summary>
    public required long Experts { get; init; }

    /// <summary>Numbers of a token, d.</summary>
    public required long Width { get; init; }

    /// <summary>Numbers of an expert's hidden layer, f.</summary>
    public required long Hidden { get; init; }

    /// <summary>What stands between the layers.</summary>
    public required ExpertActivation Activation { get; init; }

    /// <summary>
    /// Weights follow the first three inputs: gate [E, f, d], up [E, f, d], down [E, d, f] as those of linear layers; fused, they are
    /// multiplied from the other side: gate_up [E, d, 2·f], down [E, f, d], each with its bias [E, 2·f], [E, d] behind it where there
    /// are biases.
    /// </summary>
    public required bool IsFused { get; init; }

    /// <summary>Fused, gate and up alternate; else the gate's half comes first.</summary>
    public required bool Alternates { get; init; }

    /// <summary>There are biases.</summary>
    public required bool IsBiased { get; init; }

    /// <summary>A token is multiplied by its weight before it goes through the expert, not behind.</summary>
    public required bool WeighsInput { get; init; }

    /// <summary>Position of the down projection among the inputs.</summary>
    public int Down => FirstWeight + (!IsFused || IsBiased ? 2 : 1);

    /// <summary>Attributes that say so.</summary>
    /// <param name="activation">What stands between the layers.</param>
    /// <param name="isFused">Gate and up are one weight.</param>
    /// <param name="alternates">Their columns alternate.</param>
    /// <param name="weighsInput">Weights are applied before.</param>
    /// <param name="skew">Exponent of the experts' popularity.</param>
    public static OperatorAttributes Attributes(
        ExpertActivation activation, bool isFused, bool alternates, bool weighsInput, double skew) => new(
        ("activation", activation.ToString()), ("fused", isFused ? 1L : 0), ("alternates", alternates ? 1L : 0),
        ("weighs_input", weighsInput ? 1L : 0), ("skew", skew));

    /// <summary>The form of an operator.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <exception cref="InputException">The weights do not fit together.</exception>
    public static ExpertsForm Of(IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        bool isFused = attributes.Integer("fused") == 1;
        TensorShape[] weights = [.. inputs.Skip(FirstWeight).Select(input => input.Shape ?? TensorShape.Scalar)];
        TensorShape first = weights[0];
        bool isBiased = isFused && weights.Length == 4;
        (long experts, long width, long hidden) = first.Rank != 3 ? default
            : isFused ? (first[0], first[1], first[2] / 2) : (first[0], first[2], first[1]);
        TensorShape gateUp = new(experts, width, 2 * hidden);
        TensorShape up = new(experts, hidden, width);
        TensorShape[] expected = (isFused, isBiased) switch
        {
            (true, true) => [gateUp, new TensorShape(experts, 2 * hidden), up, new TensorShape(experts, width)],
            (true, false) => [gateUp, up],
            _ => [up, up, new TensorShape(experts, width, hidden)],
        };
        if (!weights.SequenceEqual(expected))
        {
            string shapes = string.Join(", ", weights.AsEnumerable());
            throw new InputException($"weights of shapes {shapes} are not those of one mixture of experts");
        }

        return new ExpertsForm
        {
            Experts = experts,
            Width = width,
            Hidden = hidden,
            Activation = Enum.Parse<ExpertActivation>(attributes.Text("activation") ?? nameof(ExpertActivation.SiLU)),
            IsFused = isFused,
            Alternates = attributes.Integer("alternates") == 1,
            IsBiased = isBiased,
            WeighsInput = attributes.Integer("weighs_input") == 1,
        };
    }
}

/// <summary>What an expert does between its layers.</summary>
internal enum ExpertActivation
{
    /// <summary>SiLU(gate) · up.</summary>
    SiLU,

    /// <summary>
    /// That of gpt-oss: the gate at most 7, up within ±7, then gate · sigmoid(1.702 · gate) · (up + 1).
    /// </summary>
    ClampedSwiGlu,
}

/// <summary>Facts of the activations.</summary>
internal static class ExpertActivations
{
    /// <summary>Floating-point operations for each pair of gate and up, as their steps count alone.</summary>
    /// <param name="activation">An activation.</param>
    public static long Operations(this ExpertActivation activation) => activation switch
    {
        ExpertActivation.SiLU => 5,
        // Min and Clip, a scale, Sigmoid (3), a product, a sum, a product.
        _ => 9,
    };
}
