namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>What is known of the values of one graph, and of those of the graph around it.</summary>
/// <param name="outer">The values of the graph around, or null.</param>
internal sealed class ValueTable(ValueTable? outer = null)
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SmallValue> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SequenceValue> _sequences = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bounds = new(StringComparer.Ordinal);

    /// <summary>A value, or null where nothing makes it.</summary>
    public Tensor? Find(string name) => _tensors.TryGetValue(name, out Tensor? tensor) ? tensor : outer?.Find(name);

    /// <summary>The numbers of a small value, or null where they are not known.</summary>
    public SmallValue? Number(string name) =>
        _numbers.TryGetValue(name, out SmallValue? number) ? number : _tensors.ContainsKey(name) ? null : outer?.Number(name);

    /// <summary>The tensors of a sequence, or null where a value is none.</summary>
    public SequenceValue? Sequence(string name) =>
        _sequences.TryGetValue(name, out SequenceValue? sequence) ? sequence : _tensors.ContainsKey(name) ? null : outer?.Sequence(name);

    /// <summary>The stored tensor behind a value: itself, or what it is a copy of in another type or order.</summary>
    public Tensor? Stored(string name)
    {
        if (_weights.TryGetValue(name, out Tensor? weight))
            return weight;
        return _tensors.TryGetValue(name, out Tensor? tensor) ? tensor.IsStored ? tensor : null : outer?.Stored(name);
    }

    /// <summary>True for a value of this graph.</summary>
    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>Adds a value.</summary>
    public void Set(string name, Tensor tensor) => _tensors[name] = tensor;

    /// <summary>Adds the tensors of a sequence.</summary>
    public void SetSequence(string name, SequenceValue sequence) => _sequences[name] = sequence;

    /// <summary>Adds the numbers of a value.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="number">The numbers.</param>
    /// <param name="isUpperBound">They are the largest that can come.</param>
    public void SetNumber(string name, SmallValue number, bool isUpperBound = false)
    {
        _numbers[name] = number;
        if (isUpperBound)
            _bounds.Add(name);
    }

    /// <summary>True where the known numbers of a value are the largest that can come: data decide what they are.</summary>
    public bool IsBoundNumber(string name) =>
        _bounds.Contains(name) || (!_tensors.ContainsKey(name) && outer?.IsBoundNumber(name) == true);

    /// <summary>Says that a value is a stored tensor in another type or order.</summary>
    public void SetStored(string name, Tensor tensor) => _weights[name] = tensor;
}
