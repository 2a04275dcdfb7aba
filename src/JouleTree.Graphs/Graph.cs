using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs;

/// <summary>A network for one workload: operators in order of execution, each in a scope, between tensors.</summary>
internal sealed class Graph
{
    /// <summary>Name of the model, such as <c>bert-base-uncased</c>.</summary>
    public required string ModelName { get; init; }

    /// <summary>What it is built for.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The types of its numbers, all of them; null for a file, whose tensors have their own.</summary>
    public ResolvedTypes? Types { get; init; }

    /// <summary>True where numbers are of several types or narrow, which is counted and not run.</summary>
    public bool IsNarrow => Types is { IsUniform: false };

    /// <summary>Tensors that a forward pass is given.</summary>
    public required IReadOnlyList<Tensor> Inputs { get; init; }

    /// <summary>
    /// Tokens that a pass of a generation takes on, those of all items together: the prompt in a prefill, the new ones in a
    /// decode. Null for any other workload.
    /// </summary>
    public long? Tokens => Workload.Phase == GenerationPhase.None
        ? null
        : Inputs.FirstOrDefault(input => input.Name is "input_ids" or "decoder_input_ids")?.Shape?.Elements;

    /// <summary>Tensors that a forward pass gives back.</summary>
    public required IReadOnlyList<Tensor> Outputs { get; init; }

    /// <summary>Names for the outside of some outputs, such as <c>present.0.key</c>.</summary>
    public IReadOnlyDictionary<Tensor, string> OutputNames { get; init; } = new Dictionary<Tensor, string>();

    /// <summary>What a generation keeps for each item behind this pass; null for a workload that keeps nothing.</summary>
    public KeptSize? Kept { get; init; }

    /// <summary>Pasts from which on the counts of a decode step grow otherwise than before; empty where they grow evenly.</summary>
    public IReadOnlyCollection<PastTurn> PastTurns { get; init; } = [];

    /// <summary>Operators in order of execution.</summary>
    public required IReadOnlyList<Operator> Operators { get; init; }

    /// <summary>Modules that hold operators or modules, the root first, parents before children.</summary>
    public required IReadOnlyList<GraphModule> Modules { get; init; }

    /// <summary>Weights that no operator reads but that belong to the model.</summary>
    public IReadOnlyList<Tensor> UnusedParameters { get; init; } = [];

    /// <summary>
    /// What a reader should know of how the graph was read: where scopes come from, what was folded or ignored. May be empty.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Files of weights beside the model that are not there. Counts need none of them; a run does. Default: none.</summary>
    public IReadOnlyList<string> MissingFiles { get; init; } = [];

    /// <summary>How the weights of the model's files match those of the network; null for a network that has none.</summary>
    public MatchedWeights? Matched { get; init; }

    /// <summary>The failure of what needs the weights, or null where all are there.</summary>
    public InputException? MissingWeights => Graphs.MissingWeights.Failure(MissingFiles);

    /// <summary>The same graph with its operators at other scopes.</summary>
    /// <param name="operators">The operators.</param>
    /// <param name="modules">Modules that hold them.</param>
    /// <param name="notes">Notes.</param>
    internal Graph Regrouped(IReadOnlyList<Operator> operators, IReadOnlyList<GraphModule> modules, IReadOnlyList<string> notes) => new()
    {
        ModelName = ModelName,
        Workload = Workload,
        Inputs = Inputs,
        Outputs = Outputs,
        OutputNames = OutputNames,
        Kept = Kept,
        Types = Types,
        Operators = operators,
        Modules = modules,
        UnusedParameters = UnusedParameters,
        MissingFiles = MissingFiles,
        Matched = Matched,
        Notes = notes,
    };

    /// <summary>True for a graph that was read from a file, whose operators keep their ONNX nodes.</summary>
    public bool IsFromFile => Operators.Any(op => op.OnnxNodes.Count > 0);

    /// <summary>All weights and buffers, each once, in order of first use.</summary>
    public IEnumerable<Tensor> StoredTensors =>
        Operators.SelectMany(op => op.Inputs).Where(tensor => tensor.IsStored).Select(tensor => tensor.Storage).Distinct();

    /// <summary>Learned numbers of the whole model, shared weights once.</summary>
    public long ParameterCount =>
        StoredTensors.Where(tensor => tensor.Role == TensorRole.Parameter).Concat(UnusedParameters).Distinct()
            .Sum(tensor => tensor.Elements);

    /// <summary>The scope of the model.</summary>
    public static Scope RootScope => Scope.Root;
}

/// <summary>A module of a graph that holds operators or other modules.</summary>
/// <param name="Scope">Its path.</param>
/// <param name="ClassName">Its class, such as <c>BertLayer</c>.</param>
/// <param name="IsList">A mere list of modules (ModuleList), whose name published trees leave out of scopes.</param>
internal sealed record GraphModule(Scope Scope, string ClassName, bool IsList = false)
{
    /// <summary>What a reader should know of how it is counted, such as which branch of an If is taken; null for nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>How the weights of a model's files match those of its network.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Tensors">Tensors in them, those of a quantised weight counted as one.</param>
/// <param name="Bytes">Their bytes in the files.</param>
/// <param name="Missing">Weights of the network that the files lack.</param>
/// <param name="Surplus">Tensors of the files that the network has no place for, such as those of a head that was not asked for.</param>
internal sealed record MatchedWeights(
    int Files, int Tensors, long Bytes, IReadOnlyList<string> Missing, IReadOnlyList<string> Surplus)
{
    private const int MostNamed = 4;

    /// <summary>What a reader should know of weights that are missing; null where none are.</summary>
    public string? MissingNote => Missing.Count == 0 ? null
        : $"{Amount.Of(Missing.Count, "weight")} of the model missing in its files, counted in the type of others: {Some(Missing)}";

    /// <summary>The first of some names, and how many more there are.</summary>
    /// <param name="names">The names.</param>
    public static string Some(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
    }

    /// <summary>The tokenizer that a file holds beside them; null for none.</summary>
    public StoredTokenizer? Tokenizer { get; init; }
}
