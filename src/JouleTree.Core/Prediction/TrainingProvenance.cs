namespace JouleTree.Core.Prediction;

/// <summary>What a predictor was trained on.</summary>
public sealed record TrainingProvenance
{
    /// <summary>Name of the data file without its folder, or a description of the data.</summary>
    public string? Data { get; init; }

    /// <summary>Number of trees.</summary>
    public long Trees { get; init; }

    /// <summary>Number of nodes.</summary>
    public long Nodes { get; init; }

    /// <summary>Names of the models, in the order of their first tree.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Version of JouleTree that trained it.</summary>
    public string? Program { get; init; }

    /// <summary>When it was trained.</summary>
    public DateTimeOffset? Date { get; init; }
}
