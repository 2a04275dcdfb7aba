namespace JouleTree.Cli.Tests.Sources;

/// <summary>Parts of a directed graph in which every node is reached from every other one (Tarjan, 1972).</summary>
internal sealed class StronglyConnected
{
    private readonly IReadOnlyDictionary<string, IReadOnlyCollection<string>> _edges;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, int> _lowest = [];
    private readonly Stack<string> _open = new();
    private readonly List<IReadOnlyList<string>> _parts = [];

    private StronglyConnected(IReadOnlyDictionary<string, IReadOnlyCollection<string>> edges) => _edges = edges;

    /// <summary>The parts of more than one node, each sorted.</summary>
    /// <param name="edges">All nodes, each with the nodes that it leads to.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyDictionary<string, IReadOnlyCollection<string>> edges)
    {
        StronglyConnected search = new(edges);
        foreach (string node in edges.Keys.Order(StringComparer.Ordinal))
        {
            if (!search._numbers.ContainsKey(node))
                search.Visit(node);
        }

        return search._parts;
    }

    private void Visit(string node)
    {
        _numbers[node] = _lowest[node] = _numbers.Count;
        _open.Push(node);
        foreach (string next in _edges[node])
        {
            if (!_numbers.TryGetValue(next, out int number))
            {
                Visit(next);
                _lowest[node] = Math.Min(_lowest[node], _lowest[next]);
            }
            else if (_open.Contains(next))
            {
                _lowest[node] = Math.Min(_lowest[node], number);
            }
        }

        if (_lowest[node] != _numbers[node])
            return;
        List<string> part = [];
        while (part.LastOrDefault() != node)
            part.Add(_open.Pop());
        if (part.Count > 1)
            _parts.Add([.. part.Order(StringComparer.Ordinal)]);
    }
}
