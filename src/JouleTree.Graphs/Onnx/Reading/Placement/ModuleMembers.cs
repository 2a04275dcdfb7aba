using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>How many nodes of one graph each module holds.</summary>
internal sealed class ModuleMembers
{
    private readonly Dictionary<string, int> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);

    /// <param name="modules">The module of each node.</param>
    public ModuleMembers(IEnumerable<Scope> modules)
    {
        foreach (Scope module in modules)
        {
            if (_members.TryGetValue(module.Path, out int members))
            {
                _members[module.Path] = members + 1;
                continue;
            }

            _members.Add(module.Path, 1);
            for (Scope above = module; above.Level > 0 && _parents.Add(above.Parent.Path);)
                above = above.Parent;
        }
    }

    /// <summary>True where so many nodes are all that a module holds, and it is not the whole model.</summary>
    /// <param name="module">The module of these nodes.</param>
    /// <param name="count">How many they are.</param>
    public bool Fill(Scope module, int count) => module != Scope.Root && !_parents.Contains(module.Path) && _members[module.Path] == count;
}
