using System.Text.Json;
using JouleTree.Core.Json;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>Mean percentage errors and interval coverage of one cross-validation.</summary>
/// <param name="LeftOut">What was left out in turn: model, seq_len, batch_size, family, or architecture.</param>
/// <param name="PrimitivePercent">Mean over the parts of the error of primitives, in percent; null where none was judged.</param>
/// <param name="ModulePercent">The same of modules.</param>
/// <param name="ModelPercent">The same of models.</param>
/// <param name="PrimitiveCoverage">Share of primitives inside their interval, in percent; null where none has one.</param>
/// <param name="ModuleCoverage">The same of modules.</param>
/// <param name="ModelCoverage">The same of models.</param>
public sealed record CardErrors(
    string LeftOut,
    double? PrimitivePercent,
    double? ModulePercent,
    double? ModelPercent,
    double? PrimitiveCoverage,
    double? ModuleCoverage,
    double? ModelCoverage)
{
    /// <summary>Name of the list in files and answers.</summary>
    internal const string ListName = "cross_validation";

    /// <summary>Writes cross-validations as the member <c>cross_validation</c> of an open object, in percent.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="all">Cross-validations.</param>
    internal static void WriteAll(Utf8JsonWriter json, IReadOnlyList<CardErrors> all)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(all);
        json.WriteStartArray(ListName);
        foreach (CardErrors one in all)
        {
            json.WriteStartObject();
            json.WriteString("left_out", one.LeftOut);
            foreach ((string name, double? percent) in one.Numbers)
            {
                if (percent is { } number)
                    json.WriteNumber(name, number);
                else
                    json.WriteNull(name);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads a cross-validation that <see cref="WriteAll"/> wrote.</summary>
    /// <param name="item">An item of the list.</param>
    internal static CardErrors Read(JsonInput item)
    {
        double?[] percent = [.. Names.Select(name => item.Optional(name)?.Number())];
        return new CardErrors(
            item.Member("left_out").Text(), percent[0], percent[1], percent[2], percent[3], percent[4], percent[5]);
    }

    private static readonly string[] Names =
        ["ml_percent", "module_percent", "model_percent", "ml_coverage_percent", "module_coverage_percent", "model_coverage_percent"];

    private IEnumerable<(string Name, double? Percent)> Numbers =>
        Names.Zip([PrimitivePercent, ModulePercent, ModelPercent, PrimitiveCoverage, ModuleCoverage, ModelCoverage]);
}
