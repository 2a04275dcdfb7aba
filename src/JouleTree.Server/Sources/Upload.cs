using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Server.Sources;

/// <summary>Something that was uploaded, read and kept in memory: trees or a network.</summary>
/// <param name="Id">Random id.</param>
/// <param name="Name">What the client called it; only ever shown.</param>
/// <param name="Trees">Trees; empty for a network.</param>
/// <param name="Network">The skeleton of a network, or null.</param>
/// <param name="Nodes">Nodes in all trees or of the network, at least 1.</param>
internal sealed record Upload(string Id, string Name, IReadOnlyList<ModelTree> Trees, OnnxModel? Network, int Nodes);
