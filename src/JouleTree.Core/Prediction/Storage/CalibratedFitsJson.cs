using System.Text.Json;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Calibrated.Compositions;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Regression;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>Fits of the calibrated predictor as JSON.</summary>
internal static class CalibratedFitsJson
{
    private static readonly NameTable<OperationFamily> Families = new(
        ("elementwise", OperationFamily.Elementwise),
        ("dense", OperationFamily.Dense),
        ("batched_product", OperationFamily.BatchedProduct),
        ("softmax", OperationFamily.Softmax),
        ("normalization", OperationFamily.Normalization),
        ("convolution", OperationFamily.Convolution));

    private static readonly string[] Levels = ["inner", "outer", "model"];

    /// <summary>Writes a primitive type.</summary>
    public static void Write(Utf8JsonWriter json, PrimitiveFit fit)
    {
        json.WriteStartObject();
        json.WriteString("type", fit.Type);
        json.WriteString("family", Families.Of(fit.Family));
        json.WriteStartObject("joules_per");
        IReadOnlyList<(string Name, TermGroup)> columns = PrimitiveColumns.Of(fit.Family);
        for (int index = 0; index < columns.Count; index++)
            json.WriteNumber(columns[index].Name, fit.Weights[index]);
        json.WriteEndObject();
        json.WritePropertyName("bends");
        NumberRow.Write(json, fit.Bends);
        json.WritePropertyName("joules_per_unit_beyond_bend");
        NumberRow.Write(json, fit.Weights.AsSpan(columns.Count));
        json.WritePropertyName("low");
        NumberRow.Write(json, fit.Low);
        json.WritePropertyName("high");
        NumberRow.Write(json, fit.High);
        Write(json, "correction", fit.Correction);
        json.WriteEndObject();
    }

    /// <summary>Reads a primitive type.</summary>
    public static PrimitiveFit ReadPrimitive(JsonInput input)
    {
        OperationFamily family = input.Member("family").One(Families);
        JsonInput joules = input.Member("joules_per");
        double[] bends = input.Member("bends").Numbers();
        IReadOnlyList<(string Name, TermGroup)> columns = PrimitiveColumns.Of(family);
        if (columns.Count + bends.Length > PrimitiveFit.MaxColumns)
            throw input.Member("bends").Fail($"holds {bends.Length} numbers, expected at most {PrimitiveFit.MaxColumns - columns.Count}");
        if (bends.Length > 0 && PrimitiveColumns.BendingColumn(family) < 0)
            throw input.Member("bends").Fail("is not empty, but the family has no bend");
        int dimensions = PrimitiveCoordinates.Count(family);
        return new PrimitiveFit(
            input.Member("type").Text(),
            family,
            // Columns that an older program did not know cost nothing in its fits.
            [.. columns.Select((column, index) => index < PrimitiveColumns.FirstCount(family)
                    ? joules.Member(column.Name).Number()
                    : joules.Optional(column.Name)?.Number() ?? 0),
                .. input.Member("joules_per_unit_beyond_bend").Numbers(bends.Length)],
            bends,
            ReadCorrection(input.Member("correction"), dimensions),
            input.Member("low").Numbers(dimensions),
            input.Member("high").Numbers(dimensions));
    }

    /// <summary>Writes the composition as a member.</summary>
    public static void Write(Utf8JsonWriter json, CompositionFit fit)
    {
        json.WriteStartObject("composition");
        json.WriteStartObject("joules_per");
        for (int index = 0; index < ModuleTerms.Count; index++)
            json.WriteNumber(ModuleTerms.Columns[index].Name, fit.Weights[index]);
        json.WriteEndObject();
        json.WriteStartObject("corrections");
        for (int level = 0; level < Levels.Length; level++)
        {
            if (fit.Corrections[level] is { } correction)
                Write(json, Levels[level], correction);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads the composition.</summary>
    public static CompositionFit ReadComposition(JsonInput input)
    {
        JsonInput joules = input.Member("joules_per");
        JsonInput corrections = input.Member("corrections");
        return new CompositionFit(
            [.. ModuleTerms.Columns.Select(column => joules.Member(column.Name).Number())],
            [.. Levels.Select(level => corrections.Optional(level) is { } correction
                ? ReadCorrection(correction, CompositionFit.Dimensions)
                : null)]);
    }

    private static void Write(Utf8JsonWriter json, string name, LogCorrection correction)
    {
        json.WriteStartObject(name);
        json.WriteNumber("spread", correction.Spread);
        json.WriteNumber("noise", correction.Noise);
        json.WritePropertyName("weights");
        NumberRow.Write(json, correction.Kernel.Weights);
        json.WriteStartArray("points");
        for (int start = 0; start < correction.Kernel.Points.Length; start += correction.Kernel.Dimensions)
            NumberRow.Write(json, correction.Kernel.Points.Slice(start, correction.Kernel.Dimensions));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static LogCorrection ReadCorrection(JsonInput input, int dimensions)
    {
        IReadOnlyList<JsonInput> points = input.Member("points").Items();
        double[] weights = input.Member("weights").Numbers(points.Count);
        double[] coordinates = [.. points.SelectMany(point => point.Numbers(dimensions))];
        return new LogCorrection(
            KernelRidge.FromWeights(coordinates, weights, dimensions, 1), input.Member("spread").Number(), input.Member("noise").Number());
    }
}
