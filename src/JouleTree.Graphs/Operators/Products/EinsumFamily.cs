using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// <c>Einsum</c> of one or two tensors by the attribute <c>equation</c>, without ellipsis and repeated letters in one operand.
/// MACs of two operands: the product of the sizes of all letters; of one operand, which only moves and adds: none. FLOPs:
/// two for each MAC; of one operand, one for each element that is added to another.
/// </summary>
internal sealed class EinsumFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Einsum"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        string equation = EquationOf(attributes);
        Dictionary<char, long> sizes = Sizes(equation, inputs);
        string result = equation[(equation.IndexOf("->", StringComparison.Ordinal) + 2)..];
        if (!result.All(sizes.ContainsKey))
            throw new InputException($"the result of {equation} has letters that no operand has");
        return [new TensorSpec(inputs[0].Type, new TensorShape([.. result.Select(letter => sizes[letter])]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (op.Inputs.Count == 1)
            return Facts(op, OperationFamily.Elementwise);
        string equation = EquationOf(op.Attributes);
        string[] parts = equation.Split("->");
        string[] operands = parts[0].Split(',');
        Dictionary<char, long> sizes = Sizes(equation, op.Inputs);
        return Facts(op, OperationFamily.BatchedProduct) with
        {
            Rows = ProductOf(letter => parts[1].Contains(letter) && !operands[1].Contains(letter)),
            Inner = ProductOf(letter => !parts[1].Contains(letter)),
            Outer = ProductOf(letter => parts[1].Contains(letter) && !operands[0].Contains(letter)),
            Matrices = ProductOf(letter => parts[1].Contains(letter) && operands[0].Contains(letter) && operands[1].Contains(letter)),
        };

        long ProductOf(Func<char, bool> belongs) =>
            sizes.Where(size => belongs(size.Key)).Aggregate(1L, (product, size) => checked(product * size.Value));
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        long all = 1;
        foreach (long size in Sizes(EquationOf(op.Attributes), op.Inputs).Values)
            all = checked(all * size);
        return op.Inputs.Count == 1
            ? new OperatorCounts(0, all - op.Outputs[0].Elements, MovedBytes(op))
            : new OperatorCounts(all, 2 * all, MovedBytes(op));
    }

    private static string EquationOf(OperatorAttributes attributes)
    {
        string? equation = attributes.Text("equation")?.Replace(" ", "", StringComparison.Ordinal);
        return equation is not null && equation.Contains("->", StringComparison.Ordinal)
            && !equation.Contains('.', StringComparison.Ordinal)
            ? equation
            : throw new InputException(
                $"an Einsum of the equation '{equation}': expected one with letters and an arrow, such as bij,bjk->bik");
    }

    private static Dictionary<char, long> Sizes(string equation, IReadOnlyList<Tensor> inputs)
    {
        string[] operands = equation[..equation.IndexOf("->", StringComparison.Ordinal)].Split(',');
        if (operands.Length != inputs.Count || operands.Length > 2)
            throw new InputException($"{inputs.Count} tensors cannot be combined by {equation}");
        Dictionary<char, long> sizes = [];
        for (int operand = 0; operand < operands.Length; operand++)
        {
            TensorShape shape = ShapeOf(inputs[operand]);
            if (shape.Rank != operands[operand].Length || operands[operand].Distinct().Count() != shape.Rank)
                throw new InputException($"a tensor of shape {shape} does not fit '{operands[operand]}' of {equation}");
            for (int dimension = 0; dimension < shape.Rank; dimension++)
            {
                char letter = operands[operand][dimension];
                if (sizes.TryGetValue(letter, out long size) && size != shape[dimension])
                    throw new InputException($"'{letter}' of {equation} is both {size} and {shape[dimension]}");
                sizes[letter] = shape[dimension];
            }
        }

        return sizes;
    }
}
