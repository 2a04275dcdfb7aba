namespace JouleTree.Graphs.Counting;

/// <summary>Counts of a node of a view: of an operator, or of all that a module holds.</summary>
/// <param name="Parameters">Learned numbers, a shared weight once.</param>
/// <param name="Macs">Multiply-accumulates, or null where nothing in the node could be counted.</param>
/// <param name="Flops">Floating-point operations, or null likewise.</param>
/// <param name="Bytes">Bytes moved, or null likewise.</param>
/// <param name="Activations">Elements of the tensors that operators make, views of others aside, or null likewise.</param>
/// <param name="Uncounted">Operators in the node without a rule or without shapes; the sums are partial unless it is 0.</param>
/// <param name="Bounded">Operators in the node whose sizes data decide, counted at the largest; the sums are exact unless it is above
/// 0.</param>
/// <param name="BoundedMacs">Multiply-accumulates of those operators, which are part of <paramref name="Macs"/>.</param>
/// <param name="SharedParameters">Those of <paramref name="Parameters"/> that a node before this one has already.</param>
public sealed record NodeCounts(long Parameters, long? Macs, long? Flops, long? Bytes, long? Activations, int Uncounted, int Bounded = 0,
    long BoundedMacs = 0, long SharedParameters = 0)
{
    /// <summary>Bytes of its weights as they are stored, scales included, a shared weight once.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Bytes of the tensors that <see cref="Activations"/> counts the elements of, scales included; null where unknown.</summary>
    public long? ActivationBytes { get; init; }

    /// <summary>Data decide how large some tensors in the node are, so that its sums are upper bounds.</summary>
    public bool IsBound => Bounded > 0;

    /// <summary>
    /// Of <see cref="Parameters"/> those that one token multiplies: all but tables that are looked up, of routed experts the share that a
    /// token is given.
    /// </summary>
    public long ActiveParameters { get; init; }

    /// <summary>Those of <see cref="ActiveParameters"/> that a node before this one multiplies already.</summary>
    public long SharedActiveParameters { get; init; }

    /// <summary>Of <see cref="Parameters"/> those of experts of which each token is given some.</summary>
    public long RoutedParameters { get; init; }

    /// <summary>Of <see cref="Parameters"/> those of experts beside the routed ones, which every token goes through.</summary>
    public long SharedExpertParameters { get; init; }

    /// <summary>
    /// Some operator in the node keeps weights where nobody counts them: <see cref="Parameters"/> are the fewest there are.
    /// </summary>
    public bool HasHiddenParameters { get; init; }

    /// <summary>Some operator in the node could not be counted, so that the sums are lower bounds.</summary>
    public bool IsPartial => Uncounted > 0;
}
