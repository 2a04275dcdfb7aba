using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Import.Irene;

/// <summary>One measurement of the published raw data.</summary>
internal sealed record IreneCsvRow
{
    /// <summary>File that it stands in.</summary>
    public required IreneLevel Level { get; init; }

    /// <summary>File and line.</summary>
    public required InputPlace Place { get; init; }

    /// <summary>What was run.</summary>
    public required IreneWorkload Workload { get; init; }

    /// <summary>Path of the module in its model, module lists included; empty for the model.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Class of the module; the model's name for a model.</summary>
    public required string ClassName { get; init; }

    /// <summary>Features and energy by the names of the tree format.</summary>
    public required NodeColumns Columns { get; init; }
}

/// <summary>The files of the published raw data, one a level.</summary>
internal enum IreneLevel
{
    /// <summary><c>ml1_level_features.csv</c>: primitives with parameters.</summary>
    ParametricPrimitive,

    /// <summary><c>ml2_level_features.csv</c>: MatMul and Softmax.</summary>
    OtherPrimitive,

    /// <summary><c>module_level_features.csv</c>: modules.</summary>
    Module,

    /// <summary><c>model_level_features.csv</c>: whole models.</summary>
    Model,
}

/// <summary>A workload of the published raw data.</summary>
/// <param name="ModelName">Name of the model.</param>
/// <param name="BatchSize">Items per forward pass.</param>
/// <param name="SequenceLength">Tokens per item.</param>
internal readonly record struct IreneWorkload(string ModelName, int BatchSize, int SequenceLength)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ModelName} (batch {BatchSize}, length {SequenceLength})";
}
