using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Subgraphs;

namespace JouleTree.Measurement.Profiling.Inputs;

/// <summary>
/// Captures what the parts of a model are given, in graphs inside nodes too: the graph around such a node gives what its
/// first run is given, and running it alone gives the values in it.
/// </summary>
/// <param name="engine">What runs the graphs.</param>
/// <param name="weights">Weights of the model.</param>
/// <param name="settings">How to run them.</param>
/// <param name="values">Known values by name, the model's inputs at first; receives the others.</param>
/// <param name="own">Takes values that are to be disposed of with the rest.</param>
internal sealed class FrameCapture(
    IInferenceEngine engine, WeightStore weights, SessionSettings settings, Dictionary<string, TensorData> values, Action<TensorData> own)
{
    /// <summary>How often a pass runs a graph: 0 for a branch that is not taken, null where data end a loop.</summary>
    public Dictionary<GraphFrame, long?> Repetitions { get; } = [];

    /// <summary>Why the values of a graph could not be had.</summary>
    public Dictionary<GraphFrame, string> Failures { get; } = [];

    /// <summary>Captures.</summary>
    /// <param name="frames">Graphs of the model, those around others before them.</param>
    /// <param name="computations">What is to be run.</param>
    /// <exception cref="InputException">The engine rejects the model or fails.</exception>
    public void Run(IReadOnlyList<GraphFrame> frames, IReadOnlyList<Computation> computations)
    {
        Dictionary<GraphFrame, HashSet<string>> wanted =
            frames.ToDictionary(frame => frame, _ => new HashSet<string>(StringComparer.Ordinal));
        foreach (Computation computation in computations)
            wanted[computation.Frame].UnionWith(computation.Cut.Inputs.Select(input => input.Name));
        foreach (GraphFrame frame in frames.Reverse())
        {
            if (frame.Parent is { } parent && frames.Any(other => other.IsWithin(frame) && wanted[other].Count > 0))
                wanted[parent].UnionWith(frame.Captured.Concat(frame.Control!.Inputs).Where(name => name.Length > 0));
        }

        foreach (GraphFrame frame in frames.Where(frame => wanted[frame].Count > 0 || frame.Parent is null))
        {
            if (frame.Parent is null)
            {
                Repetitions[frame] = 1;
                Capture(frame, wanted[frame]);
                continue;
            }

            try
            {
                if (Failures.TryGetValue(frame.Parent, out string? above))
                    throw new InputException(above);
                Give(frame);
                Repetitions[frame] = Repetitions.GetValueOrDefault(frame.Parent, 1) * RunsOf(frame);
                Capture(frame, wanted[frame]);
            }
            catch (InputException error)
            {
                Failures[frame] = error.Message;
            }
        }
    }

    private void Capture(GraphFrame frame, HashSet<string> wanted)
    {
        HashSet<string> stored = [.. frame.Model.Initializers.Select(tensor => tensor.Name)];
        string[] missing = [.. wanted.Where(name => !stored.Contains(name) && !values.ContainsKey(name))];
        if (missing.Length == 0)
            return;
        OnnxModel model = CapturedTypes.Of(frame.Parent is null
            ? frame.Model
            : ModuleCut.Of(frame.Model, frame.Model.Name, frame.Model.Nodes.Select(node => node.Name).ToHashSet()), values);
        foreach ((string name, TensorData value) in InputCapture.Run(engine, model with { Values = frame.Model.Values }, weights, values,
            missing, settings))
        {
            values.Add(name, value);
            own(value);
        }
    }

    // What the first run of a body is given: the number 0, true, the states' first values, the first position of each sequence.
    private void Give(GraphFrame frame)
    {
        OnnxNode control = frame.Control!;
        int scanned = control.OpType == "Scan" && control.Attribute("num_scan_inputs") is long count ? (int)count : 0;
        for (int index = 0; index < frame.Given.Count; index++)
        {
            string name = frame.Given[index];
            if (values.ContainsKey(name))
                continue;
            string source = index < control.Inputs.Count ? control.Inputs[index] : "";
            if (control.OpType == "Loop" && index < 2)
                values.Add(name, Owned(index == 0
                    ? TensorData.From<long>(DataType.Int64, [], [0])
                    : TensorData.From<byte>(DataType.Bool, [], [1])));
            else if (control.OpType == "Scan" && index >= control.Inputs.Count - scanned)
                values.Add(name, First(ValueOf(frame, source), Axis(control, index - (control.Inputs.Count - scanned))));
            else
                values.Add(name, ValueOf(frame, source));
        }
    }

    private long? RunsOf(GraphFrame frame)
    {
        OnnxNode control = frame.Control!;
        if (control.OpType == "If")
            return ValueOf(frame, control.Inputs[0]).Bytes[0] != 0 == (frame.Branch == "then_branch") ? 1 : 0;
        if (control.OpType == "Scan")
        {
            int scanned = control.Attribute("num_scan_inputs") is long count ? (int)count : 0;
            TensorData sequence = ValueOf(frame, control.Inputs[^1]);
            long axis = Axis(control, scanned - 1);
            return sequence.Shape[(int)(axis < 0 ? axis + sequence.Shape.Count : axis)];
        }

        if (control.Inputs.Count > 1 && control.Inputs[1].Length > 0 && ValueOf(frame, control.Inputs[1]).Bytes[0] == 0)
            return 0;
        bool goesOn = frame.Model.Outputs.Count > 0
            && frame.Model.Nodes.FirstOrDefault(node => node.Outputs.Contains(frame.Model.Outputs[0].Name))
            is { OpType: "Identity" or "Cast" } maker
            ? maker.Inputs[0] == frame.Given[1] || frame.Model.Initializers.Any(tensor => tensor.Name == maker.Inputs[0])
            : frame.Model.Outputs.Count > 0 && frame.Given.Count > 1 && frame.Model.Outputs[0].Name == frame.Given[1];
        return goesOn && control.Inputs[0].Length > 0 ? ValueOf(frame, control.Inputs[0]).Elements<long>()[0] : null;
    }

    private TensorData ValueOf(GraphFrame frame, string name)
    {
        if (values.TryGetValue(name, out TensorData? known))
            return known;
        OnnxTensor stored = frame.Model.Initializers.FirstOrDefault(tensor => tensor.Name == name)
            ?? throw new InputException(
                $"the value '{name}' that {frame.Control!.OpType} {frame.Control.Name} is given is not known; measure the model around "
                + $"it");
        return weights.ValueOf(stored);
    }

    private TensorData First(TensorData sequence, long axis)
    {
        int place = (int)(axis < 0 ? axis + sequence.Shape.Count : axis);
        if (place < 0 || place >= sequence.Shape.Count || sequence.Shape[place] == 0)
        {
            string shape = string.Join('x', sequence.Shape);
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"a sequence of shape {shape} has no first position on axis {axis}; give inputs that make one"));
        }

        TensorData first = Owned(TensorData.Create(sequence.Type, sequence.Shape.Where((_, index) => index != place)));
        int inner = (int)(sequence.Shape.Skip(place + 1).Aggregate(1L, (product, size) => product * size) * sequence.Type.Bytes());
        int step = (int)(inner * sequence.Shape[place]);
        for (int row = 0; row * inner < first.ByteCount; row++)
            sequence.Bytes.Slice(row * step, inner).CopyTo(first.Bytes[(row * inner)..]);
        return first;
    }

    private static long Axis(OnnxNode scan, int input) =>
        scan.Attribute("scan_input_axes") is long[] axes && input < axes.Length ? axes[input] : 0;

    private TensorData Owned(TensorData value)
    {
        own(value);
        return value;
    }
}
