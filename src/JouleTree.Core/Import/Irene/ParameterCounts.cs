using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Core.Import.Irene;

/// <summary>
/// Parameter counts of models that JouleTree does not know, from a JSON file:
/// <c>{"my-model": {"wte": 38597376, "h.0.attn.c_attn": 1771776, ...}}</c>.
/// </summary>
/// <remarks>
/// Scopes are those of the raw data. Every primitive with parameters must be there; MatMul, Softmax and Tanh have none.
/// A module that is not there gets the sum of what is below it, the model (scope <c>root</c>) likewise.
/// </remarks>
internal sealed class ParameterCounts
{
    private readonly Dictionary<string, Dictionary<string, long>> _counts;

    private ParameterCounts(Dictionary<string, Dictionary<string, long>> counts) => _counts = counts;

    /// <summary>Reads a file.</summary>
    /// <param name="file">A JSON file.</param>
    /// <exception cref="Errors.InputException">It cannot be read, or breaks a rule.</exception>
    public static ParameterCounts Read(InputFile file) => new(JsonInput.ReadFile(
        file,
        "parameter counts by model and scope",
        input => input.Members().ToDictionary(
            model => model.Name,
            model => model.Value.Members().ToDictionary(scope => scope.Name, scope => scope.Value.Whole(0, 1L << 53)))));

    /// <summary>True if the file has the model.</summary>
    /// <param name="modelName">Name as in the raw data.</param>
    public bool Knows(string modelName) => _counts.ContainsKey(modelName);

    /// <summary>Parameters of a scope, or null.</summary>
    /// <param name="modelName">Name as in the raw data.</param>
    /// <param name="scope">Scope as in the raw data.</param>
    public long? Of(string modelName, string scope) =>
        _counts.TryGetValue(modelName, out Dictionary<string, long>? scopes) && scopes.TryGetValue(scope, out long count) ? count : null;
}
