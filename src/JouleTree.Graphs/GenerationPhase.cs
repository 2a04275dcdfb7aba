namespace JouleTree.Graphs;

/// <summary>What part of text generation a workload is.</summary>
public enum GenerationPhase
{
    /// <summary>None: one forward pass as the model's library does it when it is called, without a cache.</summary>
    None,

    /// <summary>The prompt is read: keys and values of all its tokens are kept for later.</summary>
    Prefill,

    /// <summary>New tokens, mostly one, are made from what is kept of those before.</summary>
    Decode,
}
