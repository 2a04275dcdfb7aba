namespace JouleTree.Graphs.Weights;

/// <summary>The tensors of a model's files of weights, by their names in its state dictionary. Immutable.</summary>
/// <param name="tensors">The tensors; each name once.</param>
internal sealed class StoredWeights(IEnumerable<StoredTensor> tensors)
{
    private readonly Dictionary<string, StoredTensor> _byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    /// <summary>All tensors.</summary>
    public IReadOnlyCollection<StoredTensor> All => _byName.Values;

    /// <summary>The tensor of a name, or null.</summary>
    /// <param name="name">Its name in the state dictionary.</param>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);
}
