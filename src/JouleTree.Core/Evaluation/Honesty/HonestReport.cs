namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>A cross-validation with everything that a reader needs to judge it.</summary>
internal sealed record HonestReport
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

/// <summary>A trivial baseline on the same folds.</summary>
/// <param name="Errors">Its errors.</param>
/// <param name="Needs">What it must know about the very node.</param>
internal sealed record BaselineRow(ErrorRow Errors, string Needs);

/// <summary>A number about a group of nodes.</summary>
/// <param name="Grouping">What groups them: kind, type, size or model.</param>
/// <param name="Key">The group.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Distinct">Number of distinct measurements among them.</param>
/// <param name="Percent">The number, in percent.</param>
internal sealed record GroupRow(string Grouping, string Key, long Nodes, long Distinct, double Percent);

/// <summary>A node that was predicted badly.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Workload">Batch × length.</param>
/// <param name="Scope">Its path.</param>
/// <param name="Type">Its type.</param>
/// <param name="TrueJoules">Measured energy.</param>
/// <param name="PredictedJoules">Predicted energy.</param>
/// <param name="Percent">Percentage error.</param>
/// <param name="Repeats">Number of nodes of that tree with this same error.</param>
internal sealed record WorstNode(
    string Model, string Workload, string Scope, string Type, double TrueJoules, double PredictedJoules, double Percent, int Repeats);
