using JouleTree.Core.Import.Irene;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli;

/// <summary>Structure and parameter counts of the zoo's models in the published view.</summary>
internal sealed class ZooTemplates : ITreeTemplates
{
    /// <inheritdoc/>
    public ModelTree? Find(string modelName, int batchSize, int sequenceLength) =>
        ModelZoo.TryFind(modelName) is { } model
            ? GraphView.Irene(model.Build(new Workload { BatchSize = batchSize, SequenceLength = sequenceLength })).Tree
            : null;
}
