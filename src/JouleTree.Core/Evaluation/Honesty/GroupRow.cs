namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>A number about a group of nodes.</summary>
/// <param name="Grouping">What groups them: kind, type, size or model.</param>
/// <param name="Key">The group.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Distinct">Number of distinct measurements among them.</param>
/// <param name="Percent">The number, in percent.</param>
public sealed record GroupRow(string Grouping, string Key, long Nodes, long Distinct, double Percent);
