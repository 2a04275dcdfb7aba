using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>What the first iteration of a body is given.</summary>
/// <param name="Type">Type of the elements; may be unknown.</param>
/// <param name="Shape">Shape, or null where it is not known.</param>
/// <param name="IsState">Each iteration hands it on to the next.</param>
internal sealed record LoopInput(DataType Type, TensorShape? Shape, bool IsState)
{
    /// <summary>Some iteration meets it at this size, none at a larger one.</summary>
    public bool IsUpperBound { get; init; }

    /// <summary>Its tensors, if it is a sequence.</summary>
    public SequenceValue? Sequence { get; init; }
}

/// <summary>What the body of a Loop, Scan or SequenceMap is given, and how often it runs.</summary>
/// <param name="Values">What the first iteration is given, in the order of the body's inputs.</param>
/// <param name="Trips">How often the body runs, or null where data decide.</param>
internal sealed record LoopInputs(IReadOnlyList<LoopInput> Values, long? Trips)
{
    /// <summary>Items that a Scan of operator set 8 runs one after the other, else null.</summary>
    private long? Batch { get; init; }

    /// <summary>Iterations that one item takes.</summary>
    public long? Steps => Trips is { } trips && Batch is { } batch ? batch == 0 ? 0 : trips / batch : Trips;

    /// <summary>A result of one item as that of all.</summary>
    public TensorShape? Batched(TensorShape? shape) =>
        Batch is { } batch && shape is not null ? new TensorShape([batch, .. shape]) : shape;

    /// <summary>Number of the iteration, condition, then states.</summary>
    public static LoopInputs OfLoop(OnnxNode node, ValueTable values, OnnxSubgraph body)
    {
        List<LoopInput> given =
        [
            new LoopInput(DataType.Int64, TensorShape.Scalar, false), new LoopInput(DataType.Bool, TensorShape.Scalar, false),
        ];
        given.AddRange(node.Inputs.Skip(2).Select(input => Of(values, input, isState: true)));
        return new LoopInputs(given, TripCount.OfLoop(node, values, body));
    }

    /// <summary>States, then what is scanned, one position of it for each iteration.</summary>
    /// <exception cref="ShapeConflictException">What is scanned is of different lengths, or has no such axis.</exception>
    public static LoopInputs OfScan(OnnxNode node, ValueTable values, long opset)
    {
        // Operator set 8 scans batches, and is given the length of each item first.
        bool isBatched = opset < 9;
        string[] inputs = [.. node.Inputs.Skip(isBatched ? 1 : 0)];
        int scanned = node.Attribute("num_scan_inputs") is long count ? (int)Math.Clamp(count, 0, inputs.Length) : inputs.Length;
        int states = inputs.Length - scanned;
        if (node.Attribute("num_scan_inputs") is long wanted && (wanted < 1 || wanted > inputs.Length))
            throw new ShapeConflictException($"{wanted} of {inputs.Length} input(s) are to be scanned");
        long? steps = null;
        long? batch = null;
        List<LoopInput> given = [];
        for (int index = 0; index < inputs.Length; index++)
        {
            LoopInput value = Of(values, inputs[index], index < states);
            if (isBatched && value.Shape is { Rank: > 0 } items)
            {
                if (batch is { } known && known != items[0])
                    throw new ShapeConflictException($"{items} has a batch of {items[0]}, another input one of {known}");
                batch = items[0];
                value = value with { Shape = new TensorShape(items[1..]) };
            }

            if (index >= states && value.Shape is { } sequence)
            {
                long place = node.Attribute("scan_input_axes") is long[] axes && index - states < axes.Length ? axes[index - states] : 0;
                int axis = ValueContext.AxisOf(place, sequence);
                if (steps is { } other && other != sequence[axis])
                    throw new ShapeConflictException($"{sequence} is scanned along dimension {axis}, others in {other} steps");
                steps = sequence[axis];
                value = value with { Shape = new TensorShape([.. sequence[..axis], .. sequence[(axis + 1)..]]) };
            }

            given.Add(value);
        }

        return new LoopInputs(given, isBatched ? steps * batch : steps) { Batch = isBatched ? batch : null };
    }

    /// <summary>One tensor of each sequence for each iteration, and tensors as they are.</summary>
    public static LoopInputs OfMap(OnnxNode node, ValueTable values)
    {
        List<LoopInput> given = [];
        long? trips = null;
        foreach (string input in node.Inputs)
        {
            LoopInput value = Of(values, input, isState: false);
            if (value.Sequence is { } sequence)
            {
                trips ??= sequence.Tensors?.Count;
                value = new LoopInput(sequence.Type, sequence.Each, false);
            }

            given.Add(value);
        }

        return new LoopInputs(given, trips);
    }

    private static LoopInput Of(ValueTable values, string name, bool isState) => values.Find(name) is { } tensor
        ? new LoopInput(tensor.Type, tensor.Shape, isState) { IsUpperBound = tensor.IsUpperBound, Sequence = values.Sequence(name) }
        : new LoopInput(DataType.Unknown, null, isState);
}
