using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Oracle;

namespace JouleTree.Graphs.Tests.Onnx.Fuzzing;

/// <summary>Our word on a model held against the engine's.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="Difference">Where they differ, or null.</param>
internal sealed record Verdict(string Kind, string? Difference = null)
{
    /// <summary>A loss is not held against the engine, which reads its labels as far as it needs them.</summary>
    public const string Loss = "a loss";

    /// <summary>What the engine refuses for the numbers that a run is given, or for want of a kernel, in its words.</summary>
    private static readonly string[] OtherReasons =
    [
        "NOT_IMPLEMENTED", "Unexpected input data type", "Status Message: sto", "Out of range value in index tensor",
        "element out of data bounds",
        "Index value out of bounds", "Invalid sequence length", "mel triangle", "fmod was false", "Unsupported pooling size",
        "X_shape.NumDimensions() == 4 was false", "SafeIntOnOverflow", "Axes input is null",
        "value/s in sequence_lens", "batch_indices value", "CumSum node", "ScalesValidation", "type mismatch", "invalid ind", "bad_alloc",
        "number of op outputs", "division by zero", "modulo by zero", "input count mismatch", "op should be scalars",
        "padding values must be non-negative", "input index out of range", "exceeds max_sequence_length", "Invalid num_outputs value",
        // Broadcasting and combinations that the specification has and the engine's kernels do not.
        "inconsistent q_sequence_length", "inconsistent total_sequence_length", "attn_mask must be 2D", "cannot have both past and",
        "batch_size must be 1 when sequence_length", "nonpad_kv_seqlen[", "inferred and declared dimensions",
        "position_ids value", "exceeds the remaining size", "TensorScatter: write_indices[", "LabelEncoders", "must be set",
        "can be set in",
        "Attribute 'nodes_", "tree_ensemble_common", "past_sequence_length must be", "total_sequence_length must", "seqlens_k[",
        "is not float for quantized input", "Wrong input type encountered", "position_ids base value", "mask_index value",
        "leaf_targetids", "Depth is negative", "Empty value of imputed", "key_strings is set",
        "is not defined for empty set", "past_present_share_buffer_",
    ];

    /// <summary>Asks both.</summary>
    public static Verdict On(RunnableModel model, OracleProcess oracle) =>
        oracle.Ask(model.ToQuestion()) is { } word ? Of(model, word) : new Verdict("engine died");

    /// <summary>Our word on a model whose engine has spoken.</summary>
    public static Verdict Of(RunnableModel model, EngineWord word)
    {
        Graph graph;
        try
        {
            graph = OnnxGraphReader.Read(model.Model, model.Name, model.Workload);
        }
        catch (InputException error)
        {
            return word.Stage != EngineStage.Done ? new Verdict("refused by both")
                : IsKnown(error, word) is { } reason ? new Verdict($"refused, runs: {reason}")
                : new Verdict("refused, runs", error.Message);
        }

        catch (Exception error) when (error is not InputException)
        {
            return new Verdict("crash", error.ToString().ReplaceLineEndings(" "));
        }

        if (graph.Operators.Any(op => op.Type.EndsWith("Loss", StringComparison.Ordinal)))
            return new Verdict(Loss);
        if (word.Stage != EngineStage.Done)
            return IsOfShapes(word) && IsExact(graph, model)
                ? new Verdict("counted, refused by the engine", word.Message.ReplaceLineEndings(" "))
                : new Verdict("refused by the engine for another reason");
        if (model.Model.Nodes.Any(node => IsMisread(node, model)))
            return new Verdict("axes from the end that the engine misreads");
        return Differing(graph, model, word) is { } difference
            ? new Verdict("other shape", difference)
            : new Verdict("runs");
    }

    /// <summary>Where we refuse what the engine runs, and why; null for any other case.</summary>
    private static string? IsKnown(InputException error, EngineWord word)
    {
        // A window that has no room makes an empty tensor there: nothing is computed, and nobody wants that.
        if (word.Values.Any(value => value.Shape.Any(size => size < 1)))
            return "an empty result";
        // The engine reads labels and weights of a loss as far as it needs them; the specification has one shape for them.
        if (error.Message.Contains("does not fit into the", StringComparison.Ordinal)
            || error.Message.Contains("of the result would be", StringComparison.Ordinal))
            return "a window larger than its input";
        if (error.Place.Node?.Contains("Loss", StringComparison.Ordinal) == true)
            return "labels of a loss";
        // Axes beyond 0 and 1, and conditions beyond the last place, which the engine reads from memory that is not theirs; a number
        // of parts that is not that of the outputs, and past values of another width than new ones, which it passes over.
        return error.Message.Contains("_axis is ", StringComparison.Ordinal)
            || error.Message.Contains(" parts for ", StringComparison.Ordinal)
            || error.Message.Contains("the cache of values", StringComparison.Ordinal)
            || error.Message.Contains("conditions for", StringComparison.Ordinal)
            ? "what the engine does not check"
            : null;
    }

    /// <summary>The engine found sizes that contradict each other; types, kernels and values are other matters.</summary>
    private static bool IsOfShapes(EngineWord word) =>
        !Array.Exists(OtherReasons, word.Message.Contains)
        && (word.Stage == EngineStage.Run || word.Message.Contains("ShapeInferenceError", StringComparison.Ordinal));

    /// <summary>
    /// Counted from the end, the axes that keep a picture's proportions, or along which nothing is reduced, are others in the engine.
    /// </summary>
    private static bool IsMisread(OnnxNode node, RunnableModel model) => node.OpType switch
    {
        "Resize" => node.Attribute("keep_aspect_ratio_policy") is not null && node.Attribute("axes") is long[] axes
            && axes.Any(axis => axis < 0),
        _ => node.OpType.StartsWith("Reduce", StringComparison.Ordinal) && model.Given.Any(tensor => tensor.Shape.Elements == 0)
            && model.Model.Initializers.Any(axes => axes is { Type: DataType.Int64, Raw: { Length: > 0 } raw } && raw.Span[^1] == 0xFF),
    };

    private static bool IsExact(Graph graph, RunnableModel model) =>
        graph.Operators.All(op => op.Outputs.All(output => output.Shape is not null && !output.IsUpperBound));

    private static string? Differing(Graph graph, RunnableModel model, EngineWord word)
    {
        Dictionary<string, Tensor> ours = [];
        foreach (Tensor tensor in graph.Operators.SelectMany(op => op.Outputs))
            ours[tensor.Name] = tensor;
        foreach (MadeTensor made in word.Values)
        {
            if (!ours.TryGetValue(made.Name, out Tensor? tensor) || tensor.Shape is not { } shape)
                continue;
            bool agrees = tensor.IsUpperBound
                ? shape.Rank == made.Shape.Count && made.Shape.Select((size, index) => size <= shape[index]).All(fits => fits)
                : shape.SequenceEqual(made.Shape);
            if (!agrees)
                return $"{made.Name} is {string.Join('x', made.Shape)}, ours {(tensor.IsUpperBound ? "at most " : "")}{shape}";
            if (tensor.Type != DataType.Unknown && tensor.Type != (DataType)made.Type)
                return $"{made.Name} is of {(DataType)made.Type}, ours {tensor.Type}";
        }

        return null;
    }
}
