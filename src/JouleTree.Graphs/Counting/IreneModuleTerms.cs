using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>
/// What the tracer behind the published IrEne data counted in the GPT models' arithmetic on sizes (single 64-bit
/// integers), which is no operator of the network. Found by solving the published trees (Cao et al., ACL 2021).
/// </summary>
internal static class IreneModuleTerms
{
    /// <summary>Counts of a module beyond its operators.</summary>
    /// <param name="module">A module.</param>
    public static OperatorCounts Of(GraphModule module) => module.ClassName switch
    {
        "GPT2Model" => new OperatorCounts(0, 1, 16),
        // An offset into the causal mask (two integers) and the size of the merged heads (three).
        "GPT2Attention" => new OperatorCounts(0, 2, 16 + 24),
        // The size of the merged heads. This class name occurs in the OpenAI GPT only.
        "Attention" => new OperatorCounts(0, 1, 24),
        _ => OperatorCounts.Nothing,
    };
}
