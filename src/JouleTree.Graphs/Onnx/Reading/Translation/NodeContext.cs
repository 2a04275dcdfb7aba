using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>A node while it is translated: its inputs, what is known of them, and the weights among them.</summary>
/// <param name="known">Shapes and numbers of its inputs.</param>
/// <param name="weight">The stored weight behind an input, also through a change of type or order; null for what is none.</param>
/// <param name="outputs">What is known of its outputs.</param>
internal sealed class NodeContext(ValueContext known, Func<int, Tensor?> weight, IReadOnlyList<Guess> outputs)
{
    /// <summary>Shapes and numbers.</summary>
    public ValueContext Known => known;

    /// <summary>The node.</summary>
    public OnnxNode Node => known.Node;

    /// <summary>All inputs that are given.</summary>
    public Tensor[] Inputs => [.. Enumerable.Range(0, known.Count).Select(known.Input).OfType<Tensor>()];

    /// <summary>Shape of the first output, or null.</summary>
    public TensorShape? Output => outputs.Count > 0 ? outputs[0].Shape : null;

    /// <summary>Attributes that our families spell as ONNX does.</summary>
    public OperatorAttributes Same =>
        new([.. known.Node.Attributes.Where(attribute => attribute.Value is long or double or string or long[])
            .Select(attribute => (attribute.Name, attribute.Value))]);

    /// <summary>The stored weight behind an input, or null.</summary>
    public Tensor? Weight(int index) => weight(index);

    /// <summary>The stored weight behind an input, else the input itself.</summary>
    public Tensor? WeightOrInput(int index) => weight(index) ?? known.Input(index);

    /// <summary>A node kept as it is.</summary>
    public Translated Keep() => new(Node.OpType, Inputs, Same);

    /// <summary>A node under another name.</summary>
    /// <param name="type">The name.</param>
    public Translated As(string type) => new(type, Inputs, Same);

    /// <summary>A node under a name, with attributes.</summary>
    /// <param name="type">The name.</param>
    /// <param name="attributes">The attributes.</param>
    public Translated As(string type, params (string Name, object Value)[] attributes) =>
        new(type, Inputs, new OperatorAttributes(attributes));

    /// <summary>A node under a name, with some inputs and attributes.</summary>
    /// <param name="type">The name.</param>
    /// <param name="inputs">The inputs; those left out are passed over.</param>
    /// <param name="attributes">The attributes.</param>
    public static Translated Of(string type, IEnumerable<Tensor?> inputs, params (string Name, object Value)[] attributes) =>
        new(type, [.. inputs.OfType<Tensor>()], new OperatorAttributes(attributes));
}
