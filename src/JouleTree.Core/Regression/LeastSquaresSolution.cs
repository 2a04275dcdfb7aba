namespace JouleTree.Core.Regression;

/// <summary>Solution of a least-squares problem.</summary>
/// <param name="Coefficients">Coefficients <c>[d]</c>, of minimum norm where several solutions are equally good.</param>
/// <param name="Rank">Numerical rank of the data, 0 to d.</param>
public sealed record LeastSquaresSolution(IReadOnlyList<double> Coefficients, int Rank);
