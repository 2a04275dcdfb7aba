using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Json;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Profiles;

/// <summary>Models of kernels as members of profiles.</summary>
internal static class KernelModelJson
{
    /// <summary>Writes a model as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="parts">What was fitted.</param>
    public static void Write(Utf8JsonWriter json, KernelParts parts)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(parts);
        json.WriteStartObject();
        json.WriteString("kind", KernelKinds.Names.Of(parts.Kind));
        json.WriteString("types", parts.Law.Types);
        json.WriteNumber("variant", parts.Variant);
        if (parts.TickSeconds is { } tick)
            json.WriteNumber("tick_s", tick);
        json.WriteNumber("level", parts.Level);
        json.WriteNumber("time_half_width", Math.Round(parts.TimeHalfWidth, 4));
        json.WriteNumber("energy_half_width", Math.Round(parts.EnergyHalfWidth, 4));
        WriteCoefficients(json, "seconds", parts.Law.Coefficients, parts.Coefficients);
        WriteCoefficients(json, "watts", PowerLaw.Coefficients(parts.Law.Gpu), parts.PowerCoefficients);
        json.WritePropertyName("range_least");
        NumberRow.Write(json, [.. parts.Range.Least]);
        json.WritePropertyName("range_most");
        NumberRow.Write(json, [.. parts.Range.Most]);
        json.WriteStartObject("modes");
        foreach ((int rows, double mode) in parts.Modes.OrderBy(one => one.Key))
            json.WriteNumber(rows.ToString(CultureInfo.InvariantCulture), mode);
        json.WriteEndObject();
        WriteKnots(json, parts);
        json.WriteEndObject();
    }

    /// <summary>Reads a model.</summary>
    /// <param name="input">An object.</param>
    /// <param name="gpu">The card.</param>
    public static KernelParts Read(JsonInput input, KernelGpu gpu)
    {
        KernelKind kind = input.Member("kind").One(KernelKinds.Names);
        JsonInput types = input.Member("types");
        if (KernelTypes.BytesOf(types.Text()) is null)
            throw types.Fail($"found '{types.Text()}', which is no known type of kernels");
        KernelLaw law = KernelLaws.Of(kind, gpu, types.Text());
        int dimensions = KernelDimensions.Names(kind).Count;
        JsonInput knots = input.Member("knots");
        KernelShape[] shapes = ReadShapes(knots, kind);
        return new KernelParts
        {
            Law = law,
            Variant = (int)input.Member("variant").Whole(0, int.MaxValue),
            TickSeconds = input.Optional("tick_s")?.Positive(),
            Level = input.Member("level").Positive(),
            TimeHalfWidth = input.Member("time_half_width").Positive(),
            EnergyHalfWidth = input.Member("energy_half_width").Positive(),
            Coefficients = ReadCoefficients(input.Member("seconds"), law.Coefficients),
            PowerCoefficients = ReadCoefficients(input.Member("watts"), PowerLaw.Coefficients(gpu)),
            Range = new KernelRange(
                kind, input.Member("range_least").Numbers(dimensions), input.Member("range_most").Numbers(dimensions)),
            Modes = input.Member("modes").Members().ToDictionary(
                one => int.TryParse(one.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
                    ? rows : throw one.Value.Fail("expected a number of rows as the name"),
                one => one.Value.Number()),
            Knots = shapes,
            KnotModes = Row(knots.Member("modes"), shapes.Length),
            TimeLevel = knots.Member("time_level").Number(),
            TimeWeights = Row(knots.Member("time_weights"), shapes.Length),
            PowerLevel = knots.Member("power_level").Number(),
            PowerWeights = Row(knots.Member("power_weights"), shapes.Length),
        };
    }

    private static void WriteCoefficients(
        Utf8JsonWriter json, string name, IReadOnlyList<KernelCoefficient> names, double[] values)
    {
        json.WriteStartObject(name);
        for (int index = 0; index < values.Length; index++)
            json.WriteNumber(names[index].Name, KernelProfileFile.Rounded(values[index]));
        json.WriteEndObject();
    }

    private static double[] ReadCoefficients(JsonInput input, IReadOnlyList<KernelCoefficient> names) =>
        [.. names.Select(one => input.Member(one.Name).Positive())];

    // A row for each number of the shapes: they repeat themselves, and files stay small.
    private static void WriteKnots(Utf8JsonWriter json, KernelParts parts)
    {
        IReadOnlyList<string> names = KernelDimensions.Names(parts.Kind);
        double[] numbers = new double[KernelDimensions.Most];
        double[][] columns = [.. names.Select(_ => new double[parts.Knots.Count])];
        for (int knot = 0; knot < parts.Knots.Count; knot++)
        {
            parts.Knots[knot].Fill(numbers);
            for (int index = 0; index < columns.Length; index++)
                columns[index][knot] = numbers[index];
        }

        json.WriteStartObject("knots");
        for (int index = 0; index < columns.Length; index++)
            WriteRow(json, names[index], columns[index]);
        WriteRow(json, "modes", parts.KnotModes);
        json.WriteNumber("time_level", KernelProfileFile.Rounded(parts.TimeLevel));
        WriteRow(json, "time_weights", parts.TimeWeights);
        json.WriteNumber("power_level", KernelProfileFile.Rounded(parts.PowerLevel));
        WriteRow(json, "power_weights", parts.PowerWeights);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, string name, double[] values)
    {
        json.WritePropertyName(name);
        NumberRow.Write(json, [.. values.Select(KernelProfileFile.Rounded)]);
    }

    // Tens of thousands of numbers: asked one by one for their place, they take 20 times as long.
    private static double[] Row(JsonInput input, int count)
    {
        JsonElement array = input.Element;
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != count)
            return input.Numbers(count);
        double[] numbers = new double[count];
        int index = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetDouble(out numbers[index++]))
                return input.Numbers(count);
        }

        return numbers;
    }

    private static KernelShape[] ReadShapes(JsonInput knots, KernelKind kind)
    {
        IReadOnlyList<string> names = KernelDimensions.Names(kind);
        int count = knots.Member(names[0]).Element is { ValueKind: JsonValueKind.Array } row ? row.GetArrayLength() : 0;
        double[][] columns = [.. names.Select(name => Row(knots.Member(name), count))];
        double[] numbers = new double[names.Count];
        KernelShape[] shapes = new KernelShape[count];
        for (int knot = 0; knot < shapes.Length; knot++)
        {
            for (int index = 0; index < numbers.Length; index++)
            {
                numbers[index] = columns[index][knot];
                // A division by such a number would be none.
                if (!(numbers[index] >= 0 && numbers[index] <= int.MaxValue))
                    throw knots.Member(names[index]).Fail($"found {numbers[index]} at {knot}, expected a number of at least 0");
            }

            shapes[knot] = KernelDimensions.ShapeOf(kind, numbers);
        }

        return shapes;
    }
}
