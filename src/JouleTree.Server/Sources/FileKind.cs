namespace JouleTree.Server.Sources;

/// <summary>What a file of the folder holds.</summary>
internal enum FileKind
{
    /// <summary>Trees (<c>.jsonl</c>).</summary>
    Trees,

    /// <summary>A network (<c>.onnx</c>).</summary>
    Network,

    /// <summary>A device profile (<c>.json</c>).</summary>
    Profile,

    /// <summary>A trained predictor (<c>predictor.json</c> in a folder of its own).</summary>
    Predictor,
}
