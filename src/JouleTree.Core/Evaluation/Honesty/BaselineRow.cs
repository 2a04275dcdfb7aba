namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>A trivial baseline on the same folds.</summary>
/// <param name="Errors">Its errors.</param>
/// <param name="Needs">What it must know about the very node.</param>
public sealed record BaselineRow(ErrorRow Errors, string Needs);
