using JouleTree.Core.Trees;

namespace JouleTree.Graphs;

/// <summary>A module of a graph that holds operators or other modules.</summary>
/// <param name="Scope">Its path.</param>
/// <param name="ClassName">Its class, such as <c>BertLayer</c>.</param>
/// <param name="IsList">A mere list of modules (ModuleList), whose name published trees leave out of scopes.</param>
public sealed record GraphModule(Scope Scope, string ClassName, bool IsList = false)
{
    /// <summary>What a reader should know of how it is counted, such as which branch of an If is taken; null for nothing.</summary>
    public string? Note { get; init; }
}
