namespace JouleTree.Graphs.Gguf;

/// <summary>The header of one GGUF file: everything but the values of its tensors.</summary>
internal sealed record GgufHeader
{
    /// <summary>What messages call the file.</summary>
    public required string File { get; init; }

    /// <summary>Version of the format, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>What it says of the model, by key.</summary>
    public required IReadOnlyDictionary<string, GgufValue> Metadata { get; init; }

    /// <summary>Its tensors, as listed.</summary>
    public required IReadOnlyList<GgufTensor> Tensors { get; init; }

    /// <summary>First byte of the tensors: the header with what fills it up.</summary>
    public required long Bytes { get; init; }

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">Such as <c>general.architecture</c>.</param>
    public GgufValue? Find(string key) => Metadata.GetValueOrDefault(key);
}
