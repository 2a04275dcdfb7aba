using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>An ONNX file as its format describes it (onnx.proto, <c>ModelProto</c>), without its large weights.</summary>
internal sealed record OnnxModel
{
    /// <summary>Version of the format that is written.</summary>
    public const long CurrentIrVersion = 10;

    /// <summary>Version of the operator set that is written.</summary>
    public const long CurrentOpset = 17;

    /// <summary>Version of the format.</summary>
    public long IrVersion { get; init; } = CurrentIrVersion;

    /// <summary>Versions of operator sets by domain; the standard one has an empty name.</summary>
    public IReadOnlyDictionary<string, long> Opsets { get; init; } = new Dictionary<string, long> { [""] = CurrentOpset };

    /// <summary>Program that wrote the file.</summary>
    public string Producer { get; init; } = "jouletree";

    /// <summary>Version of that program.</summary>
    public string ProducerVersion { get; init; } = "";

    /// <summary>Name of the graph.</summary>
    public required string Name { get; init; }

    /// <summary>Nodes in an order in which they can be run.</summary>
    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>Stored tensors.</summary>
    public required IReadOnlyList<OnnxTensor> Initializers { get; init; }

    /// <summary>What a run is given; older files list initializers here as well.</summary>
    public required IReadOnlyList<OnnxValue> Inputs { get; init; }

    /// <summary>What a run gives back.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>Types and shapes of values in between, where the file states them.</summary>
    public IReadOnlyList<OnnxValue> Values { get; init; } = [];

    /// <summary>Operator types that the model brings along; none once they are written out in place.</summary>
    public IReadOnlyList<OnnxFunction> Functions { get; init; } = [];

    /// <summary>Files beside the model that hold weights and are not there. Counts need no weights; a run does.</summary>
    public IReadOnlyList<string> MissingFiles { get; init; } = [];

    /// <summary>The failure of what needs the weights, or null where all are there.</summary>
    public InputException? MissingWeights => Graphs.MissingWeights.Failure(MissingFiles);
}
