namespace JouleTree.Cli.Options;

/// <summary>What a cross-validation leaves out in turn.</summary>
internal enum LeftOutPart
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A sequence length.</summary>
    SequenceLength,

    /// <summary>A batch size.</summary>
    BatchSize,

    /// <summary>All models of a class.</summary>
    Family,

    /// <summary>All text models of a width (hidden size).</summary>
    Width,
}
