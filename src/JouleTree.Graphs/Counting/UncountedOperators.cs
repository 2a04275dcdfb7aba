namespace JouleTree.Graphs.Counting;

/// <summary>Operators of one type that could not be counted.</summary>
/// <param name="Type">Operator type.</param>
/// <param name="Occurrences">How many there are.</param>
/// <param name="Reason">Why: no rule for the type, or shapes that are not known.</param>
public sealed record UncountedOperators(string Type, int Occurrences, string Reason);
