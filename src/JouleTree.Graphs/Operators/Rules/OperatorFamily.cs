using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Operators.Rules;

/// <summary>
/// What is known of some related operator types: the shapes that they make and what they cost. One class, one file, for
/// each family; the counting rules are listed in docs/counting.md.
/// </summary>
public abstract class OperatorFamily
{
    /// <summary>Operator types of the family.</summary>
    public abstract IReadOnlyList<string> Types { get; }

    /// <summary>Types and shapes of the outputs.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="inputs">Inputs of known types and shapes.</param>
    /// <param name="attributes">Attributes of the operator.</param>
    /// <exception cref="InputException">The inputs do not fit together.</exception>
    public abstract IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes);

    /// <summary>Counts by JouleTree's rules, or null where there is none for this operator.</summary>
    /// <param name="op">An operator whose tensors are all known.</param>
    public abstract OperatorCounts? Count(Operator op);

    /// <summary>
    /// Counts as in the published IrEne data (Cao et al., ACL 2021), or null for an operator that does not occur there.
    /// </summary>
    /// <param name="op">An operator whose tensors are all known.</param>
    public virtual OperatorCounts? CountIrene(Operator op) => null;

    /// <summary>
    /// MACs as recorded in the layer-wise measurements of Getzner et al. (2023), where a bias, a comparison and an
    /// activation count too; null for an operator that does not occur there.
    /// </summary>
    /// <param name="op">An operator whose tensors are all known.</param>
    public virtual long? CountLayerwiseMacs(Operator op) => null;

    /// <summary>False for operators that cost nothing whatever their shapes are. Default: true.</summary>
    public virtual bool NeedsShapes => true;

    /// <summary>Why an operator whose shapes are known is not counted, or null where there is no more to say than that no rule fits.</summary>
    /// <param name="op">An operator that <see cref="Count"/> gives null for.</param>
    public virtual string? WhyNot(Operator op) => null;

    /// <summary>The failure of a family whose shapes only files state.</summary>
    /// <param name="type">The operator type.</param>
    /// <exception cref="InputException">Always.</exception>
    protected static IReadOnlyList<TensorSpec> NotInferred(string type) => throw new InputException($"the shape that {type} makes is not known");

    /// <summary>Bytes of all distinct inputs, weights included, and all outputs: each is read or written once.</summary>
    /// <param name="op">An operator whose tensors are all known.</param>
    protected static long MovedBytes(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        long bytes = 0;
        for (int index = 0; index < op.Inputs.Count; index++)
        {
            if (FirstIndex(op.Inputs, op.Inputs[index]) == index)
                bytes += op.Inputs[index].Bytes;
        }

        foreach (Tensor output in op.Outputs)
            bytes += output.Bytes;
        return bytes;
    }

    /// <summary>A count without multiply-accumulates, with the bytes of all inputs and outputs.</summary>
    /// <param name="op">An operator whose tensors are all known.</param>
    /// <param name="flops">Floating-point operations.</param>
    protected static OperatorCounts Pointwise(Operator op, long flops) => new(0, flops, MovedBytes(op));

    /// <summary>The shape of an input that is known to be known.</summary>
    /// <param name="tensor">An input.</param>
    protected static TensorShape ShapeOf(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Shape ?? throw new InvalidOperationException($"tensor {tensor.Name} has no shape");
    }

    private static int FirstIndex(IReadOnlyList<Tensor> tensors, Tensor tensor)
    {
        int index = 0;
        while (!ReferenceEquals(tensors[index], tensor))
            index++;
        return index;
    }
}

/// <summary>Type and shape of a tensor that an operator will make.</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Shape">Concrete shape.</param>
public readonly record struct TensorSpec(DataType Type, TensorShape Shape);
