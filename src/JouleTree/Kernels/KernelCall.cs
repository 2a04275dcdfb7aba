using JouleTree.Core.Kernels;
using JouleTree.Graphs;

namespace JouleTree.Kernels;

/// <summary>One start of a kernel in a pass, and the operators that it does the work of.</summary>
/// <param name="Shape">What it works on; null for work that only moves bytes.</param>
/// <param name="Types">Types of its numbers, as of <see cref="KernelTypes"/>.</param>
/// <param name="Bytes">Bytes that it moves, where it has no shape.</param>
/// <param name="Shares">The operators, each with its share of the work; shares sum to 1.</param>
/// <param name="Note">What was not measured as it is, or null.</param>
/// <param name="Repetitions">How often a pass starts it.</param>
internal sealed record KernelCall(
    KernelShape? Shape, string Types, double Bytes, IReadOnlyList<(Operator Operator, double Share)> Shares, string? Note,
    long Repetitions);
