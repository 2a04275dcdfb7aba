namespace JouleTree.Core.Layers.Evaluation;

/// <summary>How well a model predicts one layer type. Immutable.</summary>
internal sealed record LayerTypeResult
{
    /// <summary>Type of the layers.</summary>
    public required LayerType Type { get; init; }

    /// <summary>Rows that were fitted on.</summary>
    public required int FittedRows { get; init; }

    /// <summary>Errors on the test part, which fitting never saw.</summary>
    public required LayerErrors Errors { get; init; }

    /// <summary>The rows that these are errors of.</summary>
    public required IReadOnlyList<JudgedLayer> Judged { get; init; }

    /// <summary>The same by decade of measured energy, ascending.</summary>
    public required IReadOnlyList<DecadeErrors> Decades { get; init; }

    /// <summary>Errors of trivial predictors on the test part.</summary>
    public required IReadOnlyList<BaselineErrors> Baselines { get; init; }

    /// <summary>The fitted formula.</summary>
    public required string Formula { get; init; }

    /// <summary>
    /// Cross-validated scores of the published linear models on the training part; null for other methods and with fewer rows than it
    /// takes.
    /// </summary>
    public MacLinearCrossValidation? CrossValidation { get; init; }

    /// <summary>The scores that were published, where the training part is the published one; else null.</summary>
    public MacLinearCrossValidation? PublishedCrossValidation { get; init; }
}

/// <summary>A test row beside its prediction. Energies are of a forward pass of the whole batch. Immutable.</summary>
/// <param name="Macs">Multiply-accumulates as the data count them; 0 for types that have none.</param>
/// <param name="MeasuredJoules">Measured energy, above 0.</param>
/// <param name="PredictedJoules">Predicted energy, above 0.</param>
/// <param name="LowJoules">Lower end of the 90 % interval; null where there is none.</param>
/// <param name="HighJoules">Upper end.</param>
internal sealed record JudgedLayer(
    double Macs, double MeasuredJoules, double PredictedJoules, double? LowJoules, double? HighJoules);
