using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>A node as those see it that find out what is known of its outputs.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Its inputs; null for one left out.</param>
/// <param name="values">Numbers of its inputs where they are known.</param>
/// <param name="opset">Version of the operator set.</param>
/// <param name="sequenceOf">Knows the tensors of a sequence by the name of its value.</param>
internal sealed class ValueContext(
    OnnxNode node, Tensor?[] inputs, SmallValue?[] values, long opset, Func<string, SequenceValue?> sequenceOf)
{
    /// <summary>The node.</summary>
    public OnnxNode Node => node;

    /// <summary>Version of the operator set.</summary>
    public long Opset => opset;

    /// <summary>Number of inputs, those left out at the end not counted.</summary>
    public int Count => inputs.Length;

    /// <summary>An input, or null where it is left out.</summary>
    public Tensor? Input(int index) => index < inputs.Length ? inputs[index] : null;

    /// <summary>True where an input is given.</summary>
    public bool Has(int index) => Input(index) is not null;

    /// <summary>Type of an input; unknown where it is left out.</summary>
    public DataType Type(int index) => Input(index)?.Type ?? DataType.Unknown;

    /// <summary>Shape of an input, or null where it is left out or not known.</summary>
    public TensorShape? Shape(int index) => Input(index)?.Shape;

    /// <summary>Numbers of an input, or null where they are not known.</summary>
    public SmallValue? Value(int index) => index < values.Length ? values[index] : null;

    /// <summary>Whole numbers of an input, or null where they are not known.</summary>
    public long[]? Integers(int index) => Value(index)?.Integers;

    /// <summary>The tensors of an input that is a sequence, or null where it is none or nothing is known.</summary>
    public SequenceValue? Sequence(int index) => Has(index) ? sequenceOf(node.Inputs[index]) : null;

    /// <summary>An integer attribute.</summary>
    public long Integer(string name, long absent = 0) => node.Attribute(name) as long? ?? absent;

    /// <summary>An attribute of several integers, or null where it is absent.</summary>
    public long[]? List(string name) => node.Attribute(name) as long[];

    /// <summary>A text attribute, or null where it is absent.</summary>
    public string? Text(string name) => node.Attribute(name) as string;

    /// <summary>Axes: an attribute in older operator sets, an input in newer ones; null where neither is known.</summary>
    public long[]? Axes(int input, string attribute = "axes") => List(attribute) ?? Integers(input);

    /// <summary>A position in a shape, counted from the end where negative; null where it is outside.</summary>
    public static int? Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : null;

    /// <summary>A position in a shape, counted from the end where negative.</summary>
    /// <exception cref="ShapeConflictException">It is outside.</exception>
    public static int AxisOf(long axis, TensorShape shape) => Axis(axis, shape.Rank)
        ?? throw new ShapeConflictException($"axis {axis} is outside of a tensor of {shape.Rank} dimension(s), {shape}");

    /// <summary>Refuses axes that are outside of a shape, or of which one is named twice.</summary>
    /// <exception cref="ShapeConflictException">They are.</exception>
    public static void RequireDistinct(long[] axes, TensorShape shape)
    {
        if (axes.Select(axis => AxisOf(axis, shape)).Distinct().Count() != axes.Length)
            throw new ShapeConflictException($"the axes {string.Join(", ", axes)} of {shape} repeat one");
    }

    /// <summary>Shape of an input of a certain number of dimensions, or null where it is left out or not known.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="least">The fewest dimensions.</param>
    /// <param name="most">The most dimensions; that of <paramref name="least"/> where nothing is said.</param>
    /// <exception cref="ShapeConflictException">It has fewer or more.</exception>
    public TensorShape? Shape(int index, int least, int? most = null)
    {
        if (Shape(index) is not { } shape)
            return null;
        int largest = most ?? least;
        if (shape.Rank >= least && shape.Rank <= largest)
            return shape;
        string wanted = largest == int.MaxValue ? $"at least {least}" : largest == least ? $"{least}" : $"{least} to {largest}";
        throw new ShapeConflictException(
            $"input {index} ({shape}) has {shape.Rank} dimension(s): expected {wanted}");
    }

    /// <summary>An integer attribute that says yes or no: yes where it is not 0.</summary>
    public bool Flag(string name, bool absent = false) => Integer(name, absent ? 1 : 0) != 0;

    /// <summary>Refuses an input of another shape than one of some; what is left out or not known passes.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="what">What it is, such as <c>the mask</c>.</param>
    /// <param name="wanted">Shapes that it may have.</param>
    /// <exception cref="ShapeConflictException">It has none of them.</exception>
    public void RequireOneOf(int index, string what, params TensorShape[] wanted)
    {
        if (Shape(index) is { } shape && Array.IndexOf(wanted, shape) < 0)
            throw new ShapeConflictException($"{what} is of shape {shape}: expected {string.Join(" or ", wanted.AsEnumerable())}");
    }

    /// <summary>Refuses a text attribute of another value than one of some; one that is absent passes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="wanted">Values that it may have.</param>
    /// <exception cref="ShapeConflictException">It has none of them.</exception>
    public void RequireWord(string name, params string[] wanted)
    {
        if (Text(name) is { } word && Array.IndexOf(wanted, word) < 0)
            throw new ShapeConflictException($"{name} is {word}: expected {string.Join(", ", wanted)}");
    }

    /// <summary>Refuses what must be one number and is several; what is left out or not known passes.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="what">What it is, such as <c>the ratio</c>.</param>
    /// <exception cref="ShapeConflictException">It is no scalar and no vector of one element.</exception>
    public void RequireSingle(int index, string what)
    {
        if (Shape(index) is { } shape && (shape.Rank > 1 || shape.Elements != 1))
            throw new ShapeConflictException($"{what} is of shape {shape}: expected one number");
    }

    /// <summary>Refuses a list of sizes, axes and the like that is no vector; what is left out or not known passes.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="what">What it is, such as <c>the list of axes</c>.</param>
    /// <exception cref="ShapeConflictException">It has another number of dimensions than one.</exception>
    public void RequireVector(int index, string what)
    {
        if (Shape(index) is { Rank: not 1 } shape)
            throw new ShapeConflictException($"{what} is of shape {shape}: expected a vector");
    }

    /// <summary>Refuses a vector of other than a certain length; what is left out or not known passes.</summary>
    /// <param name="index">Which input.</param>
    /// <param name="length">Elements that it must have.</param>
    /// <param name="what">What it is, such as <c>the bias</c>.</param>
    /// <param name="why">What the length follows from.</param>
    /// <exception cref="ShapeConflictException">It has another number of elements.</exception>
    public void RequireLength(int index, long length, string what, string why)
    {
        if (Shape(index) is { } shape && shape.Elements != length)
            throw new ShapeConflictException($"{what} has {shape.Elements} element(s), but {why} {length}");
    }
}
