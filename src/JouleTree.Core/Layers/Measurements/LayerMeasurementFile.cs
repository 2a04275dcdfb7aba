using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Core.Layers.Measurements;

/// <summary>
/// Layer measurements as JSONL, one measurement a line (docs/layers.md): <c>module</c>, <c>batch_size</c>,
/// <c>configuration</c>, <c>architecture</c>, <c>layer_idx</c>, <c>energy_j</c>, <c>energy_source</c>, <c>repetition_energy_j</c>,
/// <c>time_s</c>, <c>macs</c>, <c>forward_passes</c>, <c>device</c>; per forward pass of the whole batch.
/// </summary>
internal static class LayerMeasurementFile
{
    // Whole numbers up to here are exact as doubles.
    private const long LargestSize = 9_000_000_000_000_000;

    /// <summary>Writes measurements.</summary>
    /// <param name="stream">Stream to write to; it stays open.</param>
    /// <param name="measurements">Measurements in the order of their lines.</param>
    public static void Write(Stream stream, IEnumerable<LayerMeasurement> measurements)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(measurements);
        foreach (LayerMeasurement measurement in measurements)
        {
            using (Utf8JsonWriter writer = new(stream))
                Write(writer, measurement);
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads measurements.</summary>
    /// <param name="file">A file that <see cref="Write(Stream, IEnumerable{LayerMeasurement})"/> wrote.</param>
    /// <exception cref="InputException">The file cannot be read, or a line breaks the format.</exception>
    public static IReadOnlyList<LayerMeasurement> Read(InputFile file)
    {
        using StreamReader reader = file.OpenText();
        TableColumns.Require(reader.BaseStream, file.Name, "module", "measurements of layers",
            "a row a measurement with module and energy_j (docs/layers.md)");
        List<LayerMeasurement> measurements = [];
        long number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            InputPlace place = new(file.Name, number);
            try
            {
                measurements.Add(JsonInput.Read(
                    Encoding.UTF8.GetBytes(line), file.Name, "one measurement as an object", input => Read(input, place)));
            }
            catch (InputException error)
            {
                throw new InputException(error.Place with { File = file.Name, Line = number }, error.Problem, error.InnerException);
            }
        }

        return measurements;
    }

    private static void Write(Utf8JsonWriter writer, LayerMeasurement measurement)
    {
        writer.WriteStartObject();
        writer.WriteString("module", measurement.Module);
        writer.WriteNumber(LayerKeys.BatchSize, measurement.BatchSize);
        if (measurement.Configuration is { } configuration)
        {
            writer.WriteStartObject("configuration");
            foreach ((string key, long value) in configuration.Type.Keys().Zip(configuration.Values))
                writer.WriteNumber(key, value);
            writer.WriteEndObject();
        }

        if (measurement.Architecture is not null)
            writer.WriteString("architecture", measurement.Architecture);
        WriteNumber(writer, "layer_idx", measurement.LayerIndex);
        writer.WriteNumber("energy_j", measurement.EnergyJoules);
        writer.WriteString("energy_source", measurement.EnergySource);
        WriteNumber(writer, "energy_sd_j", measurement.DeviationJoules);
        if (measurement.RepetitionJoules.Count > 0)
        {
            writer.WriteStartArray("repetition_energy_j");
            foreach (double value in measurement.RepetitionJoules)
                writer.WriteNumberValue(value);
            writer.WriteEndArray();
        }

        WriteNumber(writer, "time_s", measurement.Seconds);
        WriteNumber(writer, "macs", measurement.RecordedMacs);
        WriteNumber(writer, "forward_passes", measurement.ForwardPasses);
        if (measurement.Device is not null)
            writer.WriteString("device", measurement.Device);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static LayerMeasurement Read(JsonInput line, InputPlace place)
    {
        if (line.Optional("frontend_tree") is not null)
            throw new InputException(place, "is a model tree, expected a measurement of a layer (docs/layers.md)");
        string module = line.Member("module").Text();
        JsonInput energy = line.Optional("energy_j") ?? throw new InputException(place with { Field = "energy_j" },
            "is missing: energies are joules per forward pass");
        double joules = energy.Number();
        if (joules <= 0)
            throw energy.Fail(joules < 0 ? "is negative" : "is 0, and what ran used some: leave out lines that were not measured");
        LayerConfiguration? configuration = null;
        if (line.Optional("configuration") is { } dimensions)
        {
            LayerType type = LayerTypes.Parse(module) ?? throw line.Member("module").Fail(
                $"is '{module}', no known layer type ({string.Join(", ", LayerTypes.All)})");
            configuration = LayerConfiguration.Create(
                type, key => dimensions.Optional(key) is { } size ? Whole(size, long.MinValue, LargestSize) : null);
        }

        return new LayerMeasurement
        {
            Module = module,
            BatchSize = configuration?.BatchSize ?? Whole(line.Member(LayerKeys.BatchSize), 1, LargestSize),
            Configuration = configuration,
            Architecture = line.Optional("architecture")?.Text(),
            LayerIndex = line.Optional("layer_idx") is { } index ? (int)Whole(index, 0, int.MaxValue) : null,
            EnergyJoules = joules,
            EnergySource = (line.Optional("energy_source")
                ?? throw new InputException(place with { Field = "energy_source" }, "is missing: say what measured the energy")).Text(),
            RepetitionJoules = line.Optional("repetition_energy_j")?.Numbers() ?? [],
            Seconds = line.Optional("time_s")?.Number(),
            RecordedMacs = line.Optional("macs")?.Number(),
            ForwardPasses = line.Optional("forward_passes")?.Number(),
            Device = line.Optional("device")?.Text(),
            Place = place,
        };
    }

    // Also one written as 3.0.
    private static long Whole(JsonInput input, long least, long most) =>
        input.Number() is var number && number == Math.Floor(number) && number >= least && number <= most
            ? (long)number
            : throw input.Fail(
                string.Create(CultureInfo.InvariantCulture, $"is {number}, expected a whole number from {least} to {most}"));
}
