namespace JouleTree.Graphs.Building;

/// <content>Functions without weights.</content>
internal sealed partial class GraphBuilder
{
    /// <summary>An activation that is a module of its own, such as <c>ReLU</c>.</summary>
    /// <param name="type">Operator type.</param>
    /// <param name="name">Name in the current module.</param>
    /// <param name="x">Input.</param>
    public Tensor Activation(string type, string name, Tensor x) => Leaf(type, name, [x]);

    /// <summary>Sum of two tensors.</summary>
    /// <param name="left">A tensor.</param>
    /// <param name="right">Another that fits.</param>
    public Tensor Add(Tensor left, Tensor right) => Call("Add", [left, right]);

    /// <summary>Product of two tensors, element by element.</summary>
    /// <param name="left">A tensor.</param>
    /// <param name="right">Another that fits.</param>
    public Tensor Mul(Tensor left, Tensor right) => Call("Mul", [left, right]);

    /// <summary>An element-wise operation with a constant on its right side.</summary>
    /// <param name="type">Operator type, such as <c>Mul</c>.</param>
    /// <param name="x">A tensor.</param>
    /// <param name="scalar">The constant.</param>
    public Tensor WithScalar(string type, Tensor x, double scalar) => Call(type, [x], new OperatorAttributes(("scalar", scalar)));

    /// <summary>A constant minus a tensor.</summary>
    /// <param name="scalar">The constant.</param>
    /// <param name="x">A tensor.</param>
    public Tensor ScalarMinus(double scalar, Tensor x) =>
        Call("Sub", [x], new OperatorAttributes(("scalar", scalar), ("scalar_left", 1L)));

    /// <summary>Matrix product of two activations.</summary>
    /// <param name="left">[..., i, k].</param>
    /// <param name="right">[..., k, j].</param>
    public Tensor MatMul(Tensor left, Tensor right) => Call("MatMul", [left, right]);

    /// <summary>Sums of products of one or two tensors, in Einstein's notation.</summary>
    /// <param name="equation">Such as <c>bij,bjk->bik</c>.</param>
    /// <param name="tensors">The operands.</param>
    public Tensor Einsum(string equation, params IReadOnlyList<Tensor> tensors) =>
        Call("Einsum", tensors, new OperatorAttributes(("equation", equation)));

    /// <summary>Softmax over a dimension.</summary>
    /// <param name="x">Input.</param>
    /// <param name="axis">Dimension; the last where nothing is said.</param>
    public Tensor Softmax(Tensor x, long axis = -1) => Call("Softmax", [x], new OperatorAttributes(("axis", axis)));

    /// <summary>The same elements in another shape.</summary>
    /// <param name="x">Input.</param>
    /// <param name="shape">Its new shape, of as many elements.</param>
    public Tensor Reshape(Tensor x, params long[] shape) => Call("Reshape", [x], new OperatorAttributes(("shape", shape)));

    /// <summary>Dimensions in another order.</summary>
    /// <param name="x">Input.</param>
    /// <param name="order">For each dimension of the result, the one of the input.</param>
    public Tensor Transpose(Tensor x, params long[] order) => Call("Transpose", [x], new OperatorAttributes(("perm", order)));

    /// <summary>All dimensions but the first made one.</summary>
    /// <param name="x">Input [n, ...].</param>
    public Tensor Flatten(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        TensorShape shape = x.Shape!;
        return Call("Flatten", [x], new OperatorAttributes(("axis", 1L),
            ("shape", new[] { shape[0], shape.Elements / Math.Max(shape[0], 1) })));
    }

    /// <summary>The same elements in another type.</summary>
    /// <param name="x">Input.</param>
    /// <param name="type">New type.</param>
    public Tensor Cast(Tensor x, DataType type) => Call("Cast", [x], new OperatorAttributes(("to", (long)type)));

    /// <summary>One position of a dimension, which vanishes.</summary>
    /// <param name="x">Input.</param>
    /// <param name="axis">Dimension.</param>
    /// <param name="index">Position.</param>
    public Tensor Select(Tensor x, long axis, long index) => Call("Select", [x], new OperatorAttributes(("axis", axis), ("index", index)));

    /// <summary>Equal parts of a tensor.</summary>
    /// <param name="x">Input.</param>
    /// <param name="axis">Dimension to split.</param>
    /// <param name="parts">Number of parts.</param>
    public IReadOnlyList<Tensor> Split(Tensor x, long axis, long parts) =>
        CallMany("Split", [x], new OperatorAttributes(("axis", axis), ("parts", parts)));

    /// <summary>Tensors joined along a dimension.</summary>
    /// <param name="axis">Dimension.</param>
    /// <param name="tensors">Tensors of equal other dimensions.</param>
    public Tensor Concat(long axis, params IReadOnlyList<Tensor> tensors) =>
        Call("Concat", tensors, new OperatorAttributes(("axis", axis)));

    /// <summary>Some successive positions of a dimension.</summary>
    /// <param name="x">Input.</param>
    /// <param name="axis">Dimension, counted from 0.</param>
    /// <param name="start">First position.</param>
    /// <param name="end">The position behind the last.</param>
    public Tensor Slice(Tensor x, long axis, long start, long end) =>
        Call("Slice", [x], new OperatorAttributes(("axis", axis), ("start", start), ("end", end)));

    /// <summary>A tensor repeated along its dimensions of size 1.</summary>
    /// <param name="x">Input.</param>
    /// <param name="shape">Shape of the result.</param>
    public Tensor Expand(Tensor x, params long[] shape) => Call("Expand", [x], new OperatorAttributes(("shape", shape)));

    /// <summary>Parts of a tensor by their positions along a dimension.</summary>
    /// <param name="x">Input.</param>
    /// <param name="positions">Which, of any shape.</param>
    /// <param name="axis">Dimension.</param>
    public Tensor Gather(Tensor x, Tensor positions, long axis = 0) =>
        Call("Gather", [x, positions], new OperatorAttributes(("axis", axis)));
}
