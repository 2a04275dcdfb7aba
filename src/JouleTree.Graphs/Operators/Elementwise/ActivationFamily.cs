using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Activation functions. FLOPs for each element, one for each elementary function (exp, tanh, erf) and each arithmetic
/// operation or comparison in the usual formula:
/// ReLU 1; ReLU6 2; Tanh 1; Sigmoid 3 (exp, add, divide); Softplus 3 (exp, add, log); SiLU 4; GELU 5 (divide, erf, add, multiply,
/// multiply); NewGELU (the tanh form) 8; QuickGELU 5; LeakyReLU 2; HardSigmoid 4; HardSwish 5; Dropout 0 (inference).
/// </summary>
/// <remarks>
/// IrEne: ReLU n FLOPs and 2·n elements moved, Tanh 4·n and 1·n, GELU 6·n and 2·n; NewGELU, composed of elementary
/// operations, 11·n FLOPs and 76 bytes for each (32-bit) element.
/// </remarks>
internal sealed class ActivationFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
    [
        "ReLU", "ReLU6", "Tanh", "Sigmoid", "SiLU", "GELU", "NewGELU", "QuickGELU", "LeakyReLU", "HardSigmoid", "HardSwish", "Softplus",
        "Dropout",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        if (op.Type == "Dropout")
            return OperatorCounts.Nothing;
        long each = op.Type switch
        {
            "ReLU" or "Tanh" => 1,
            "ReLU6" or "LeakyReLU" => 2,
            "Sigmoid" or "Softplus" => 3,
            "SiLU" or "HardSigmoid" => 4,
            "GELU" or "QuickGELU" or "HardSwish" => 5,
            "NewGELU" => 8,
            _ => throw new ArgumentException($"{op.Type} is not an activation", nameof(op)),
        };
        return Pointwise(op, each * op.Outputs[0].Elements);
    }

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op)
    {
        long elements = op.Outputs[0].Elements;
        long bytes = op.Outputs[0].Bytes;
        return op.Type switch
        {
            "ReLU" => new OperatorCounts(0, elements, 2 * bytes),
            "Tanh" => new OperatorCounts(0, 4 * elements, bytes),
            "GELU" => new OperatorCounts(0, 6 * elements, 2 * bytes),
            "NewGELU" => new OperatorCounts(0, 11 * elements, 19 * bytes),
            "Dropout" => OperatorCounts.Nothing,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) => op.Type switch
    {
        "ReLU" => op.Outputs[0].Elements,
        "Tanh" or "Sigmoid" or "Dropout" => 0,
        _ => null,
    };
}
