namespace JouleTree.Server.Sources;

/// <summary>Which tree a request is about. Exactly one of model, file and upload is set.</summary>
internal sealed record TreeRequest
{
    /// <summary>What <see cref="Device"/> says where nothing shall be predicted.</summary>
    public const string NoDevice = "none";

    /// <summary>Name of an architecture.</summary>
    public string? Model { get; init; }

    /// <summary>Name of a file of the folder, as it is listed.</summary>
    public string? File { get; init; }

    /// <summary>Id of an upload.</summary>
    public string? Upload { get; init; }

    /// <summary>Number of the tree in a tree file, from 1.</summary>
    public int Tree { get; init; } = 1;

    /// <summary>Items per forward pass; null for 1, or for what the tree has.</summary>
    public int? Batch { get; init; }

    /// <summary>Tokens per item; null for the model's default.</summary>
    public int? Length { get; init; }

    /// <summary>Shapes of inputs, sorted, as <c>NAME=2x128</c>.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Changed fields of the architecture, sorted, as <c>KEY=VALUE</c>.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Name of a device or predictor, <see cref="NoDevice"/>, or null for the first device (and for stored trees none).</summary>
    public string? Device { get; init; }

    /// <summary>Type or scheme of weights, activations and kept keys; null for the model's.</summary>
    public string? DataType { get; init; }

    /// <summary>True to tell why of every node: weights and sensitivities beside the terms.</summary>
    public bool Explain { get; init; }

    /// <summary>All of it as one text, the same for requests for the same tree.</summary>
    public string Key => string.Join(
        '\n', [Model, File, Upload, $"{Tree}/{Batch}/{Length}/{DataType}/{Explain}", Device, "", .. Inputs, "", .. Set]);
}
