using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Tests.Onnx.Backend;
using JouleTree.Oracle;

namespace JouleTree.Graphs.Tests.Onnx.Fuzzing;

/// <summary>A model with all that a run of it is given; every value that it makes is an output.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Model">The model, whose stored tensors are in memory.</param>
/// <param name="Given">What a run is given.</param>
internal sealed record RunnableModel(string Name, OnnxModel Model, IReadOnlyList<OnnxTensor> Given)
{
    /// <summary>A case of the backend suite, or null where it is given what is no tensor, or is too large.</summary>
    public static RunnableModel? Of(BackendCase entry)
    {
        OnnxModel model = entry.Model;
        HashSet<string> stored = [.. model.Initializers.Select(tensor => tensor.Name)];
        OnnxValue[] inputs = [.. model.Inputs.Where(input => !stored.Contains(input.Name))];
        OnnxTensor[] given = [.. entry.Inputs(inputs).OfType<OnnxTensor>()];
        if (given.Length != inputs.Length || given.Concat(model.Initializers).Any(tensor => tensor.Raw is null && !IsText(tensor)))
            return null;
        return new RunnableModel(entry.Path, Bare(model), given);
    }

    /// <summary>The model with the numbers of what shapes may depend on stored in it, as exporters write them.</summary>
    public RunnableModel WithStoredNumbers()
    {
        OnnxTensor[] numbers = [.. Given.Where(tensor => tensor.Shape.Rank <= 1 && tensor.Type is DataType.Int64 or DataType.Int32
            || tensor.Name is "scales" or "sizes")];
        return this with
        {
            Model = Model with
            {
                Initializers = [.. Model.Initializers, .. numbers],
                Inputs = [.. Model.Inputs.Where(input => numbers.All(number => number.Name != input.Name))],
            },
            Given = [.. Given.Except(numbers)],
        };
    }

    /// <summary>What the oracle is asked.</summary>
    public Question ToQuestion() => new(
        OnnxWriter.ToBytes(Model with
        {
            Inputs = [.. Model.Inputs.Select(input => Given.FirstOrDefault(tensor => tensor.Name == input.Name) is { } tensor
                ? input with { Dimensions = [.. tensor.Shape.Select(size => new OnnxDimension(size))] }
                : input)],
            Outputs = [.. Model.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0).Distinct()
                .Select(name => new OnnxValue(name, DataType.Unknown, null))],
        }),
        [.. Given.Select(tensor => new GivenTensor(tensor.Name, (int)tensor.Type, [.. tensor.Shape], tensor.Raw?.ToArray() ?? []))]);

    /// <summary>What our reader is given.</summary>
    public Workload Workload => new()
    {
        InputShapes = Given.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape),
    };

    private static bool IsText(OnnxTensor tensor) => tensor.Type == DataType.Text;

    /// <summary>What the file declares of values is no longer true of a changed model, and the engine does not believe it either.</summary>
    private static OnnxModel Bare(OnnxModel model) => model with
    {
        Inputs = [.. model.Inputs.Select(input => input with { Dimensions = null })],
        Outputs = [.. model.Outputs.Select(output => output with { Type = DataType.Unknown, Dimensions = null })],
        Values = [],
    };
}
