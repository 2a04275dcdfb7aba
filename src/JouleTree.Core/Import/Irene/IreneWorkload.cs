namespace JouleTree.Core.Import.Irene;

/// <summary>A workload of the published raw data.</summary>
/// <param name="ModelName">Name of the model.</param>
/// <param name="BatchSize">Items per forward pass.</param>
/// <param name="SequenceLength">Tokens per item.</param>
public readonly record struct IreneWorkload(string ModelName, int BatchSize, int SequenceLength)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ModelName} (batch {BatchSize}, length {SequenceLength})";
}
