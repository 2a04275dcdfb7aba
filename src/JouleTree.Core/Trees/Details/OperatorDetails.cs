using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>
/// What a primitive computes, as its graph knows it: sizes and types, no measurement. Predictors read these; where a tree has none
/// (published data), shapes are recovered from its counts. Unknown is null, never 0.
/// </summary>
public sealed record OperatorDetails
{
    /// <summary>The kind of computing, which says what the sizes mean.</summary>
    public required OperationFamily Family { get; init; }

    /// <summary>
    /// Rows of one pass: of a dense layer all dimensions but the last of its output; of a product the rows of one matrix; of a
    /// convolution the output positions of all items; of a mixture of experts the tokens; of a softmax or normalisation the rows that
    /// are reduced (of a softmax those of one matrix); of an embedding its ids; of a recurrent layer positions × items.
    /// </summary>
    public long? Rows { get; init; }

    /// <summary>
    /// What each output element sums over: input width of a dense or recurrent layer, inner width of a product, inputs × window of a
    /// convolution's group; of a mixture of experts the width of a token.
    /// </summary>
    public long? Inner { get; init; }

    /// <summary>
    /// Width of an output row: outputs of a dense layer, columns of a product, channels of a convolution, width of a reduced row; of a
    /// mixture of experts the hidden width of one expert.
    /// </summary>
    public long? Outer { get; init; }

    /// <summary>Number of matrices of a product or of a softmax's scores: items × heads.</summary>
    public long? Matrices { get; init; }

    /// <summary>Heads of one item, where the operator belongs to attention.</summary>
    public long? Heads { get; init; }

    /// <summary>Window of a convolution or pooling, outermost dimension first.</summary>
    public IReadOnlyList<long>? Kernel { get; init; }

    /// <summary>Steps of the window in each dimension.</summary>
    public IReadOnlyList<long>? Strides { get; init; }

    /// <summary>Padding at the starts of all dimensions, then at their ends.</summary>
    public IReadOnlyList<long>? Paddings { get; init; }

    /// <summary>Distances between the elements of the window in each dimension.</summary>
    public IReadOnlyList<long>? Dilations { get; init; }

    /// <summary>Groups of a convolution's channels.</summary>
    public long? Groups { get; init; }

    /// <summary>Experts of a mixture, of which each row is given some.</summary>
    public long? Experts { get; init; }

    /// <summary>Experts that each row is given.</summary>
    public long? Chosen { get; init; }

    /// <summary>
    /// Distinct experts that all rows of a pass together are expected to be given: as many experts' weights are read. A mean, so that it
    /// need not be whole.
    /// </summary>
    public double? Distinct { get; init; }

    /// <summary>Type of the weights, such as <c>float32</c>.</summary>
    public string? Weights { get; init; }

    /// <summary>Type of what flows in: the first floating-point input that is not stored, else the first output.</summary>
    public string? Activations { get; init; }

    /// <summary>Type of keys and values kept from earlier passes, where the operator reads them.</summary>
    public string? Kept { get; init; }

    /// <summary>How often a forward pass runs it; null for once. Sizes are those of one run, counts those of all.</summary>
    public long? Repetitions { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}

/// <summary>Kinds of computing that differ in what their cost depends on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationFamily>))]
public enum OperationFamily
{
    /// <summary>Work on each element: activations, arithmetic, comparisons, and whatever is none of the others.</summary>
    [JsonStringEnumMemberName("elementwise")]
    Elementwise,

    /// <summary>Rows times a weight matrix: Linear, Conv1D.</summary>
    [JsonStringEnumMemberName("dense")]
    Dense,

    /// <summary>Many small matrix products: attention's MatMul.</summary>
    [JsonStringEnumMemberName("batched_product")]
    BatchedProduct,

    /// <summary>Scores to probabilities: one reduction a row, Softmax.</summary>
    [JsonStringEnumMemberName("softmax")]
    Softmax,

    /// <summary>One reduction a row of activations: LayerNorm, RMSNorm.</summary>
    [JsonStringEnumMemberName("normalization")]
    Normalization,

    /// <summary>Windows times filters: Conv1d, Conv2d, Conv3d.</summary>
    [JsonStringEnumMemberName("convolution")]
    Convolution,

    /// <summary>A row of a table for each id.</summary>
    [JsonStringEnumMemberName("embedding")]
    Embedding,

    /// <summary>One number for each window.</summary>
    [JsonStringEnumMemberName("pooling")]
    Pooling,

    /// <summary>Attention that a file states as one operator.</summary>
    [JsonStringEnumMemberName("attention")]
    Attention,

    /// <summary>A state from position to position: RNN, GRU, LSTM.</summary>
    [JsonStringEnumMemberName("recurrent")]
    Recurrent,

    /// <summary>Elements are placed or seen elsewhere, nothing is computed.</summary>
    [JsonStringEnumMemberName("movement")]
    Movement,

    /// <summary>Rows times the weights of those experts of a mixture that each row is given.</summary>
    [JsonStringEnumMemberName("experts")]
    Experts,
}
