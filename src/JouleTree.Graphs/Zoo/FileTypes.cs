using JouleTree.Core.Errors;
using JouleTree.Graphs.Weights;

namespace JouleTree.Graphs.Zoo;

/// <summary>
/// The types of a model that has its files of weights: those of the tensors; of activations and kept keys what the configuration says.
/// </summary>
internal static class FileTypes
{
    /// <summary>A workload in the types of the files.</summary>
    /// <param name="workload">The workload, which names no type of weights.</param>
    /// <param name="weights">The tensors of the files.</param>
    /// <param name="fields">The configuration.</param>
    /// <exception cref="InputException">The configuration says something of its types that is not known.</exception>
    public static Workload Apply(Workload workload, StoredWeights weights, ConfigFields fields)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(fields);
        if (weights.Most is not { } most)
            return workload;
        NumberTypes said = Said(fields, most);
        DataType? named = DataTypeFacts.ParseFloat(fields.Word("torch_dtype", "dtype") ?? "");
        // What is not quantised flows as it is stored; beside what is, the configuration knows better than norms in float32.
        DataType? flow = most.IsWide ? most.Value : named ?? said.Flowing ?? weights.Wide;
        NumberTypes types = said with
        {
            Weights = most,
            Activations = most.IsWide ? null : said.Activations,
            Flowing = flow,
            AreOfFiles = !weights.IsUniform,
        };
        return weights.IsUniform && workload.Numbers is null && types.Kept is null
            ? workload with { FloatType = most.Value }
            : workload with { Numbers = (workload.Numbers ?? new NumberTypes()).Over(types) };
    }

    /// <summary>What the configuration says, where its method is known; a narrow file says the types of its weights without it.</summary>
    private static NumberTypes Said(ConfigFields fields, NumberFormat most)
    {
        if (fields.Part("quantization_config") is not { } part)
            return new NumberTypes();
        try
        {
            return QuantizationConfig.Read(part);
        }
        catch (InputException error) when (!most.IsWide)
        {
            fields.Remark($"quantization_config is not read ({error.Problem}): weights are of the types of the files, all else is "
                + "wide where nothing is said of it");
            return new NumberTypes();
        }
    }
}
