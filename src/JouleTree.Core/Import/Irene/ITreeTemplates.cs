using JouleTree.Core.Trees;

namespace JouleTree.Core.Import.Irene;

/// <summary>
/// Knows the structure and the parameter counts of models by name: what raw measurements do not say.
/// </summary>
public interface ITreeTemplates
{
    /// <summary>The published view of a workload's tree with <c>num_parameters</c>, or null for an unknown model.</summary>
    /// <param name="modelName">Name as in the measurements.</param>
    /// <param name="batchSize">Items per forward pass.</param>
    /// <param name="sequenceLength">Tokens per item.</param>
    ModelTree? Find(string modelName, int batchSize, int sequenceLength);
}
