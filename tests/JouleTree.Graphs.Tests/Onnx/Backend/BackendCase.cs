using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;

namespace JouleTree.Graphs.Tests.Onnx.Backend;

/// <summary>
/// A case of ONNX's own backend suite, as Debian's <c>libonnx-testdata</c> installs it: a model with what goes in and what must
/// come out.
/// </summary>
/// <param name="Path">Its folder below <see cref="Root"/>, such as <c>node/test_add</c>.</param>
internal sealed record BackendCase(string Path)
{
    /// <summary>Where the package puts the suite.</summary>
    public const string Root = "/usr/share/libonnx-testdata/data";

    private const string Data = "test_data_set_0";

    /// <summary>All cases, in alphabetical order.</summary>
    public static IEnumerable<BackendCase> All =>
        Directory.EnumerateFiles(Root, "model.onnx", SearchOption.AllDirectories)
            .Select(file => new BackendCase(System.IO.Path.GetRelativePath(Root, System.IO.Path.GetDirectoryName(file)!)))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal);

    /// <summary>The model, read anew.</summary>
    public OnnxModel Model => OnnxReader.Read(System.IO.Path.Combine(Root, Path, "model.onnx"));

    /// <summary>What a run of the model is given: stored tensors, null for what is none (a sequence, an optional).</summary>
    /// <param name="values">The model's inputs.</param>
    public IReadOnlyList<OnnxTensor?> Inputs(IReadOnlyList<OnnxValue> values) => Stored("input", values);

    /// <summary>What it must give back.</summary>
    /// <param name="values">The model's outputs.</param>
    public IReadOnlyList<OnnxTensor?> Outputs(IReadOnlyList<OnnxValue> values) => Stored("output", values);

    private OnnxTensor?[] Stored(string what, IReadOnlyList<OnnxValue> values) =>
    [
        .. values.Select((value, index) =>
        {
            string file = System.IO.Path.Combine(Root, Path, Data, $"{what}_{index}.pb");
            if (!File.Exists(file) || value.Type == DataType.Unknown)
                return null;
            using FileStream stream = File.OpenRead(file);
            OnnxTensor tensor = new TensorParser(new ProtobufReader(stream), file).Tensor(stream.Length) with { Name = value.Name };
            // A few cases store their numbers in one row, and rely on the shape that the model declares.
            return value.Dimensions is { } declared && declared.Count != tensor.Shape.Rank && declared.All(size => size.Size is not null)
                ? tensor with { Shape = new TensorShape([.. declared.Select(size => size.Size!.Value)]), Raw = null }
                : tensor;
        }),
    ];
}
