using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>A node as those see it that find out what is known of its outputs.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Its inputs; null for one left out.</param>
/// <param name="values">Numbers of its inputs where they are known.</param>
/// <param name="opset">Version of the operator set.</param>
internal sealed class ValueContext(OnnxNode node, Tensor?[] inputs, SmallValue?[] values, long opset)
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
}
