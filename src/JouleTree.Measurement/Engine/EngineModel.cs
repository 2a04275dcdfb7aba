namespace JouleTree.Measurement.Engine;

/// <summary>A model for the engine: a file, or bytes with weights in memory.</summary>
internal sealed record EngineModel
{
    /// <summary>Location at which a model in memory declares the external data that are handed over in memory, too.</summary>
    public const string WeightLocation = "weights.data";

    private EngineModel(string name) => Name = name;

    /// <summary>What messages call the model.</summary>
    public string Name { get; private init; }

    /// <summary>Path of the <c>.onnx</c> file, or null for a model in memory.</summary>
    public string? Path { get; private init; }

    /// <summary>The serialised model where it is in memory.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>
    /// Values of initializers that the model declares as external data at <see cref="WeightLocation"/>, by name. They
    /// must live as long as the session.
    /// </summary>
    public IReadOnlyDictionary<string, TensorData> Weights { get; private init; } = new Dictionary<string, TensorData>();

    /// <summary>Folder of external data that stay in files, or null.</summary>
    public string? ExternalDataFolder { get; private init; }

    /// <summary>A model in a file; its external data lie where the file says.</summary>
    /// <param name="path">Path of the <c>.onnx</c> file.</param>
    public static EngineModel FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new EngineModel(path) { Path = path };
    }

    /// <summary>A model in memory.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="bytes">The serialised model; it is not copied and must not change.</param>
    /// <param name="weights">Values for initializers declared external; null for none.</param>
    /// <param name="externalDataFolder">Folder for external data in files, or null.</param>
    public static EngineModel FromBytes(
        string name,
        ReadOnlyMemory<byte> bytes,
        IReadOnlyDictionary<string, TensorData>? weights = null,
        string? externalDataFolder = null) => new(name)
        {
            Bytes = bytes,
            Weights = weights ?? new Dictionary<string, TensorData>(),
            ExternalDataFolder = externalDataFolder,
        };

    /// <summary>This model with its external data said to be in another folder.</summary>
    internal EngineModel WithExternalDataIn(string folder) => this with { ExternalDataFolder = folder };
}
