using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>
/// What a network reads from memory to make one more token: all of its weights once but for tables, of which it reads a row, and experts,
/// of which it reads those that the token is given; and what is kept of each token before it.
/// </summary>
/// <param name="Rows">By module and type, most bytes first.</param>
/// <param name="KeptPerToken">Bytes that are kept of each token before it; null where nothing is kept.</param>
internal sealed record TokenReads(IReadOnlyList<TokenRead> Rows, long? KeptPerToken)
{
    private const string Norms = "norms";

    /// <summary>Bytes of weights that one token reads.</summary>
    public long Bytes => Rows.Sum(row => row.BytesPerToken);

    /// <summary>Bytes of all weights.</summary>
    public long StoredBytes => Rows.Sum(row => row.StoredBytes);

    /// <summary>What a token of a network reads.</summary>
    /// <param name="graph">The network, best of a decode pass.</param>
    public static TokenReads Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        // Of a weight that is looked up here and multiplied there, what is multiplied is read; parts of it that are read apart add up.
        Dictionary<Tensor, Dictionary<RowGroups, long>> parts = [];
        Dictionary<Tensor, long> wholes = [];
        foreach (Operator op in graph.Operators)
        {
            OperatorFamily? family = OperatorFamilies.Find(op.Type);
            for (int index = 0; index < op.Inputs.Count; index++)
            {
                Tensor tensor = op.Inputs[index];
                if (tensor.Role != TensorRole.Parameter || tensor.Shape is null)
                    continue;
                long bytes = Read(tensor, family?.ActiveElements(op, index) ?? tensor.Elements);
                if (tensor.Part is { } part && Of(parts, tensor.Storage) is { } read)
                    read[part] = Math.Max(read.GetValueOrDefault(part), bytes);
                else
                    wholes[tensor.Storage] = Math.Max(wholes.GetValueOrDefault(tensor.Storage), bytes);
            }
        }

        foreach ((Tensor tensor, Dictionary<RowGroups, long> read) in parts)
            wholes[tensor] = Math.Min(tensor.Bytes, Math.Max(wholes.GetValueOrDefault(tensor), read.Values.Sum()));
        IEnumerable<TokenRead> rows = wholes
            .GroupBy(pair => (Module: ModuleOf(pair.Key.Name), Type: pair.Key.TypeName))
            .Select(group => new TokenRead(group.Key.Module, group.Key.Type, group.Sum(pair => pair.Key.Elements),
                group.Sum(pair => pair.Key.Bytes), group.Sum(pair => pair.Value)));
        return new TokenReads(
            [.. rows.OrderByDescending(row => row.BytesPerToken).ThenByDescending(row => row.StoredBytes)
                .ThenBy(row => row.Module, StringComparer.Ordinal)],
            graph.Kept?.BytesPerToken);
    }

    private static Dictionary<RowGroups, long> Of(Dictionary<Tensor, Dictionary<RowGroups, long>> parts, Tensor tensor) =>
        parts.TryGetValue(tensor, out Dictionary<RowGroups, long>? known) ? known : parts[tensor] = [];

    private static long Read(Tensor tensor, long active)
    {
        if (active == tensor.Elements)
            return tensor.Bytes;
        // A table is looked up: one row of it.
        long elements = active == 0 ? tensor.Shape![^1] : active;
        return (long)Math.Round((double)tensor.Bytes * elements / tensor.Elements);
    }

    /// <summary>
    /// The part of a layer that a weight belongs to, with a star for the layer's number: <c>layers.*.self_attn</c>; experts apart from
    /// what stands beside them, norms together.
    /// </summary>
    private static string ModuleOf(string weight)
    {
        string[] names = weight.Split('.');
        int start = names[0] is "model" or "transformer" ? 1 : 0;
        int number = Array.FindIndex(names, name => name.Length > 0 && name.All(char.IsAsciiDigit));
        bool isNorm = names.Any(name => name.Contains("norm", StringComparison.OrdinalIgnoreCase));
        if (number < 0)
            return string.Join('.', names[start..Math.Max(start + 1, names.Length - 1)]);
        string layers = string.Join('.', names[start..number]) + ".*.";
        if (isNorm)
            return layers + Norms;
        bool isExperts = names.Length > number + 2 && names[number + 2].Contains("expert", StringComparison.Ordinal);
        return layers + string.Join('.', names.Skip(number + 1).Take(isExperts ? 2 : 1));
    }
}

/// <summary>What one token reads of the weights of a module that are of one type.</summary>
/// <param name="Module">The module, with a star for the number of its layer.</param>
/// <param name="Type">Name of the type.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="StoredBytes">Their bytes.</param>
/// <param name="BytesPerToken">Bytes that one token reads of them.</param>
internal sealed record TokenRead(string Module, string Type, long Parameters, long StoredBytes, long BytesPerToken);
