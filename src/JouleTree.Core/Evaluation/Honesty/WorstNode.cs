namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>A node that was predicted badly.</summary>
/// <param name="Model">Its model.</param>
/// <param name="Workload">Batch × length.</param>
/// <param name="Scope">Its path.</param>
/// <param name="Type">Its type.</param>
/// <param name="TrueJoules">Measured energy.</param>
/// <param name="PredictedJoules">Predicted energy.</param>
/// <param name="Percent">Percentage error.</param>
/// <param name="Repeats">Number of nodes of that tree with this same error.</param>
public sealed record WorstNode(
    string Model, string Workload, string Scope, string Type, double TrueJoules, double PredictedJoules, double Percent, int Repeats);
