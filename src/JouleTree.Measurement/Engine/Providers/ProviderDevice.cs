namespace JouleTree.Measurement.Engine.Providers;

/// <summary>Something that a provider can run on.</summary>
/// <param name="Name">Its name.</param>
internal sealed record ProviderDevice(string Name)
{
    /// <summary>It is software that runs on the processor. Default: false.</summary>
    public bool IsProcessor { get; init; }

    /// <summary>Bytes of its own memory. Default: null, not told.</summary>
    public long? Bytes { get; init; }

    /// <summary>What tells it from others, as its driver writes it. Default: null, not told.</summary>
    public string? Uuid { get; init; }
}
