using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>
/// What a primitive does in a transformer's layer, by the names that families give it, so that query is compared with query and the MLP's
/// first matrix with the first, whatever they are called and whichever module holds them.
/// </summary>
internal static class PrimitiveRoles
{
    private const string AllThree = "query, key and value";

    private static readonly string[] Three = ["query", "key", "value"];

    private static readonly (string Role, string[] Names)[] ByName =
    [
        ("query", ["query", "q_lin", "q_proj", "q", "query_proj", "to_q"]),
        ("key", ["key", "k_lin", "k_proj", "k", "key_proj", "to_k"]),
        ("value", ["value", "v_lin", "v_proj", "v", "value_proj", "to_v"]),
        (AllThree, ["c_attn", "query_key_value", "qkv", "qkv_proj", "in_proj", "wqkv", "in_proj_linear"]),
        ("output of attention", ["out_lin", "o_proj", "o", "out_proj", "to_out"]),
        ("gate", ["gate_proj", "w1", "wi_0"]),
        ("first matrix", ["lin1", "c_fc", "fc1", "fc_in", "up_proj", "wi", "w3", "wi_1", "dense_h_to_4h", "gate_up_proj", "linear1"]),
        ("second matrix", ["lin2", "fc2", "fc_out", "down_proj", "wo", "w2", "dense_4h_to_h", "linear2"]),
        ("word embedding", ["word_embeddings", "wte", "embed_tokens", "tok_embeddings", "word_embedding", "tokens_embed"]),
        ("position embedding", ["position_embeddings", "wpe", "embed_positions", "positions_embed"]),
    ];

    private static readonly Dictionary<string, string> Roles = ByName
        .SelectMany(role => role.Names.Select(name => (name, role.Role)))
        .ToDictionary(pair => pair.name, pair => pair.Role, StringComparer.Ordinal);

    // Types of one kind, the first of which stands for all: a convolution of width 1 in OpenAI's writing is a linear layer, and there are
    // several approximations of GELU.
    private static readonly string[][] Kinds = [["Linear", "Conv1D"], ["GELU", "NewGELU", "FastGELU", "QuickGELU", "GELUActivation"]];

    /// <summary>The role of a primitive, or null where its name tells none.</summary>
    /// <param name="node">A node.</param>
    public static string? Of(TreeNode node)
    {
        if (node.Children.Count > 0)
            return null;
        string name = node.Scope.Name;
        // Names that say nothing by themselves: what holds them does.
        if (name is "dense" or "c_proj")
            return OfHolder(node.Scope.Path.Split('.'));
        return Roles.GetValueOrDefault(name);
    }

    /// <summary>True where one of two primitives does for query, key and value together what the other does for one of them.</summary>
    /// <param name="left">A node.</param>
    /// <param name="right">Another node.</param>
    public static bool ShareWork(TreeNode left, TreeNode right)
    {
        (string? one, string? other) = (Of(left), Of(right));
        return (one == AllThree && Three.Contains(other)) || (other == AllThree && Three.Contains(one));
    }

    /// <summary>True where two types of primitives compute the same kind of thing.</summary>
    /// <param name="left">A type.</param>
    /// <param name="right">Another type.</param>
    public static bool AreAlike(string left, string right) =>
        string.Equals(Common(left), Common(right), StringComparison.OrdinalIgnoreCase);

    /// <summary>A type, one name for those that compute the same.</summary>
    /// <param name="type">A type.</param>
    public static string Common(string type) =>
        Array.Find(Kinds, kind => kind.Contains(type, StringComparer.OrdinalIgnoreCase))?[0] ?? type;

    private static string? OfHolder(string[] path)
    {
        if (path.Length < 2)
            return null;
        string holder = path[^2], above = path.Length > 2 ? path[^3] : "";
        return holder switch
        {
            "intermediate" => "first matrix",
            "output" when above is "attention" or "crossattention" => "output of attention",
            "output" or "mlp" => "second matrix",
            "attn" or "attention" => "output of attention",
            _ => null,
        };
    }
}
