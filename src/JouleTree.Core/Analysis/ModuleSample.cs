namespace JouleTree.Core.Analysis;

/// <summary>One workload of one network: its measured energy and the energies of its parts. Immutable.</summary>
internal sealed record ModuleSample
{
    /// <summary>Name of the network.</summary>
    public required string Model { get; init; }

    /// <summary>Items per forward pass, or null where unknown.</summary>
    public long? BatchSize { get; init; }

    /// <summary>Tokens per item, or null where there is no sequence.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>Joules of the whole network per forward pass, measured as a whole; null where it was not.</summary>
    public double? MeasuredJoules { get; init; }

    /// <summary>Joules per forward pass of each part, such as all convolutions together, in order of appearance.</summary>
    public required IReadOnlyDictionary<string, double> PartJoules { get; init; }

    /// <summary>Repetitions behind the measured total, or null where unknown.</summary>
    public int? Repetitions { get; init; }

    /// <summary>Sum of the parts in joules.</summary>
    public double SumJoules => PartJoules.Values.Sum();

    /// <summary>(sum − measured) / sum, as published, or null where the whole was not measured.</summary>
    public double? Deviation => MeasuredJoules is { } measured && SumJoules > 0 ? (SumJoules - measured) / SumJoules : null;

    /// <summary>Share of a part in the sum of the parts, in percent; null where the part is absent.</summary>
    /// <param name="part">Name of the part.</param>
    public double? Percent(string part) =>
        PartJoules.TryGetValue(part, out double joules) && SumJoules > 0 ? 100 * joules / SumJoules : null;
}
