namespace JouleTree.Graphs.Weights;

/// <summary>The tensors of a model's files of weights, by their names in its state dictionary. Immutable.</summary>
/// <param name="tensors">The tensors; each name once.</param>
internal sealed class StoredWeights(IEnumerable<StoredTensor> tensors)
{
    private readonly Dictionary<string, StoredTensor> _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    /// <summary>The tokenizer beside them in the file; null where there is none.</summary>
    public StoredTokenizer? Tokenizer { get; init; }

    /// <summary>Files that they stand in.</summary>
    public int Files { get; init; } = 1;

    /// <summary>The format of most narrow values, or of most of all where none are narrow; null where there are no numbers.</summary>
    public NumberFormat? Most => MostOf(tensor => !tensor.Format.IsWide) ?? MostOf(tensor => tensor.Format.Value.IsFloat());

    /// <summary>The type of most floating-point values of 16 bits and more; null where there are none.</summary>
    public DataType? Wide => MostOf(tensor => tensor.Format.IsWide && tensor.Format.Value.IsFloat())?.Value;

    /// <summary>True where all floating-point values are of one wide type.</summary>
    public bool IsUniform => Wide is { } wide && _byName.Values.All(
        tensor => tensor.Format.IsWide && (tensor.Format.Value == wide || !tensor.Format.Value.IsFloat()));

    /// <summary>All tensors.</summary>
    public IReadOnlyCollection<StoredTensor> All => _byName.Values;

    /// <summary>The tensor of a name, or null.</summary>
    /// <param name="name">Its name in the state dictionary.</param>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    private NumberFormat? MostOf(Func<StoredTensor, bool> isMeant) => _byName.Values.Where(isMeant).GroupBy(tensor => tensor.Format)
        .MaxBy(alike => alike.Sum(tensor => (double)tensor.Shape.Elements))?.Key;
}
