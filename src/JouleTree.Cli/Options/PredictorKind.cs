namespace JouleTree.Cli.Options;

/// <summary>Which predictor a verb trains.</summary>
internal enum PredictorKind
{
    /// <summary>The published one.</summary>
    Irene,

    /// <summary>Physical terms with corrections and intervals.</summary>
    Calibrated,
}
