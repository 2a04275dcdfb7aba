namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>A cross-validation with everything that a reader needs to judge it.</summary>
public sealed record HonestReport
{
    /// <summary>The predictor in words.</summary>
    public required string Predictor { get; init; }

    /// <summary>What was left out in turn, in the plural.</summary>
    public required string LeftOut { get; init; }

    /// <summary>Name of the data.</summary>
    public required string Data { get; init; }

    /// <summary>Errors of each fold.</summary>
    public required IReadOnlyList<ErrorRow> Folds { get; init; }

    /// <summary>Mean of the folds.</summary>
    public ErrorRow Overall => ErrorRow.Mean("overall", [.. Folds]);

    /// <summary>Baselines on the same folds, means of the folds.</summary>
    public required IReadOnlyList<BaselineRow> Baselines { get; init; }

    /// <summary>Features of the predictor that are measurements of the very node to be predicted.</summary>
    public required IReadOnlyList<string> MeasuredFeatures { get; init; }

    /// <summary>Measured energy that the children's sum does not explain, in percent of the parent, by type of parent.</summary>
    public required IReadOnlyList<GroupRow> Unattributed { get; init; }

    /// <summary>Errors by kind, type, size and model.</summary>
    public required IReadOnlyList<GroupRow> Groups { get; init; }

    /// <summary>The ten distinct nodes with the greatest errors.</summary>
    public required IReadOnlyList<WorstNode> Worst { get; init; }

    /// <summary>Coverage of intervals in percent by nominal level; empty for predictors without intervals.</summary>
    public required IReadOnlyList<ErrorRow> Calibration { get; init; }

    /// <summary>Errors on a left-out model by the number of models trained on; empty where it was not measured.</summary>
    public required IReadOnlyList<ErrorRow> LearningCurve { get; init; }
}
