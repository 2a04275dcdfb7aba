using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Graphs.Operators.Rules;

/// <summary>
/// What is known of some related operator types: the shapes that they make and what they cost. One class, one file, for
/// each family; the counting rules are listed in docs/counting.md.
/// </summary>
internal abstract class OperatorFamily
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

    /// <summary>What an operator computes, for predictors: its kind, sizes and types. Default: element-wise work.</summary>
    /// <param name="op">An operator whose tensors are all known.</param>
    public virtual OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Elementwise);

    /// <summary>False for operators that cost nothing whatever their shapes are. Default: true.</summary>
    public virtual bool NeedsShapes => true;

    /// <summary>True for operators that move elements of any kind, texts too, which have a reference's size. Default: false.</summary>
    public virtual bool TakesTexts => false;

    /// <summary>
    /// Why an operator whose shapes are known is not counted, or null where there is no more to say than that no rule fits.
    /// </summary>
    /// <param name="op">An operator that <see cref="Count"/> gives null for.</param>
    public virtual string? WhyNot(Operator op) => null;

    /// <summary>Elements of a weight that one token multiplies. Default: all.</summary>
    /// <param name="op">An operator.</param>
    /// <param name="input">Position of the weight among its inputs.</param>
    public virtual long ActiveElements(Operator op, int input)
    {
        ArgumentNullException.ThrowIfNull(op);
        return op.Inputs[input].Elements;
    }

    /// <summary>True for a weight of experts of which each token is given some. Default: false.</summary>
    /// <param name="op">An operator.</param>
    /// <param name="input">Position of the weight among its inputs.</param>
    public virtual bool IsRouted(Operator op, int input) => false;

    /// <summary>A kind of computing with the types that an operator computes in.</summary>
    /// <param name="op">An operator.</param>
    /// <param name="family">The kind.</param>
    protected static OperatorDetails Facts(Operator op, OperationFamily family)
    {
        ArgumentNullException.ThrowIfNull(op);
        // A loop, not queries: this runs for every operator of every tree.
        Tensor? weight = null;
        Tensor? flow = null;
        for (int index = 0; index < op.Inputs.Count; index++)
        {
            Tensor tensor = op.Inputs[index];
            if (tensor.Role == TensorRole.Parameter)
                weight ??= tensor;
            else if (!tensor.IsStored && (tensor.Type.IsFloat() || tensor.Format is not null))
                flow ??= tensor;
        }

        flow ??= op.Outputs.Count > 0 ? op.Outputs[0] : null;
        return new OperatorDetails
        {
            Family = family,
            Weights = weight?.TypeName,
            Activations = flow is null || flow.Type == DataType.Unknown ? null : flow.TypeName,
            Repetitions = op.Repetitions == 1 ? null : op.Repetitions,
        };
    }

    /// <summary>The facts of a dense layer: rows times a weight matrix.</summary>
    /// <param name="op">An operator.</param>
    /// <param name="inner">Input width.</param>
    protected static OperatorDetails Dense(Operator op, long inner)
    {
        TensorShape output = ShapeOf(op.Outputs[0]);
        long outer = output.Rank == 0 ? 1 : output[^1];
        return Facts(op, OperationFamily.Dense) with { Rows = outer == 0 ? 0 : output.Elements / outer, Inner = inner, Outer = outer };
    }

    /// <summary>The facts of windows times filters.</summary>
    /// <param name="op">An operator whose output has its channels in dimension 1.</param>
    /// <param name="inner">Inputs × window that each output element sums over.</param>
    /// <param name="kernel">The window.</param>
    protected static OperatorDetails Filtered(Operator op, long inner, ReadOnlySpan<long> kernel)
    {
        TensorShape output = ShapeOf(op.Outputs[0]);
        long channels = output.Rank > 1 ? output[1] : 1;
        OperatorDetails facts = Facts(op, OperationFamily.Convolution) with
        {
            Rows = channels == 0 ? 0 : output.Elements / channels,
            Inner = inner,
            Outer = channels,
            Groups = op.Attributes.Integer("group") ?? 1,
        };
        return kernel.IsEmpty ? facts : Sliding(op, facts, kernel.ToArray());
    }

    /// <summary>The facts of a reduction of each row of the last dimension.</summary>
    /// <param name="op">An operator.</param>
    protected static OperatorDetails Normalised(Operator op)
    {
        TensorShape output = ShapeOf(op.Outputs[0]);
        long width = output.Rank == 0 ? 1 : output[^1];
        return Facts(op, OperationFamily.Normalization) with { Rows = width == 0 ? 0 : output.Elements / width, Outer = width };
    }

    /// <summary>The facts of one number for each window.</summary>
    /// <param name="op">An operator.</param>
    /// <param name="kernel">The window, or null for all that there is of a channel.</param>
    protected static OperatorDetails Pooled(Operator op, IReadOnlyList<long>? kernel)
    {
        OperatorDetails facts = Facts(op, OperationFamily.Pooling) with { Rows = ShapeOf(op.Outputs[0]).Elements };
        return kernel is null ? facts : Sliding(op, facts, kernel);
    }

    /// <summary>Facts with how a window slides; what the operator does not state has ONNX's defaults.</summary>
    private static OperatorDetails Sliding(Operator op, OperatorDetails facts, IReadOnlyList<long> kernel)
    {
        long[] ones = new long[kernel.Count];
        Array.Fill(ones, 1);
        return facts with
        {
            Kernel = kernel,
            Strides = op.Attributes.Integers("strides") ?? ones,
            Paddings = op.Attributes.Integers("pads") ?? new long[2 * kernel.Count],
            Dilations = op.Attributes.Integers("dilations") ?? ones,
        };
    }

    /// <summary>The failure of a family whose shapes only files state.</summary>
    /// <param name="type">The operator type.</param>
    /// <exception cref="InputException">Always.</exception>
    protected static IReadOnlyList<TensorSpec> NotInferred(string type) =>
        throw new InputException($"the shape that {type} makes is not known");

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

    /// <summary>What each operator type has, from types that stand together.</summary>
    /// <typeparam name="T">What types have.</typeparam>
    /// <param name="entries">What they have, and the types with spaces between.</param>
    protected static Dictionary<string, T> ByType<T>((T Value, string Types)[] entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<string, T> byType = new(StringComparer.Ordinal);
        foreach ((T value, string types) in entries)
        {
            foreach (string type in types.Split(' '))
                byType.Add(type, value);
        }

        return byType;
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
internal readonly record struct TensorSpec(DataType Type, TensorShape Shape);
