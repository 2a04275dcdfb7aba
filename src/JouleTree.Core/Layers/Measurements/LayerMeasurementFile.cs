using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Layers.Measurements;

/// <summary>
/// Layer measurements as JSONL, one measurement a line (docs/layers.md): <c>module</c>, <c>batch_size</c>,
/// <c>configuration</c>, <c>architecture</c>, <c>layer_idx</c>, <c>energy_j</c>, <c>energy_source</c>, <c>repetition_energy_j</c>,
/// <c>time_s</c>, <c>macs</c>, <c>forward_passes</c>, <c>device</c>; per forward pass of the whole batch.
/// </summary>
internal static class LayerMeasurementFile
{
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
                using JsonDocument document = JsonDocument.Parse(line);
                measurements.Add(Read(document.RootElement, place));
            }
            catch (JsonException error)
            {
                throw new InputException(place, "is not JSON, expected one measurement as an object", error);
            }
            catch (InputException error) when (error.Place.File is null)
            {
                throw error.In(file.Name, number);
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

    private static LayerMeasurement Read(JsonElement line, InputPlace place)
    {
        if (line.ValueKind != JsonValueKind.Object)
            throw new InputException(place, "is not an object");
        if (line.TryGetProperty("frontend_tree", out _))
            throw new InputException(place, "is a model tree, expected a measurement of a layer (docs/layers.md)");
        string module = Text(line, "module") ?? throw new InputException(place with { Field = "module" }, "is missing");
        double energy = Number(line, "energy_j") ?? throw new InputException(place with { Field = "energy_j" },
            "is missing: energies are joules per forward pass");
        if (energy <= 0)
            throw new InputException(place with { Field = "energy_j" },
                energy < 0 ? "is negative" : "is 0, and what ran used some: leave out lines that were not measured");
        LayerConfiguration? configuration = null;
        if (line.TryGetProperty("configuration", out JsonElement dimensions))
        {
            LayerType type = LayerTypes.Parse(module)
                ?? throw new InputException(place with { Field = "module" },
                    $"is '{module}', no known layer type ({string.Join(", ", LayerTypes.All)})");
            configuration = LayerConfiguration.Create(type, key => (long?)Number(dimensions, key));
        }

        long batchSize = configuration?.BatchSize ?? (long?)Number(line, LayerKeys.BatchSize)
            ?? throw new InputException(place with { Field = LayerKeys.BatchSize }, "is missing");
        if (batchSize < 1)
            throw new InputException(place with { Field = LayerKeys.BatchSize }, $"is {batchSize}, expected at least 1");
        return new LayerMeasurement
        {
            Module = module,
            BatchSize = batchSize,
            Configuration = configuration,
            Architecture = Text(line, "architecture"),
            LayerIndex = (int?)Number(line, "layer_idx"),
            EnergyJoules = energy,
            EnergySource = Text(line, "energy_source")
                ?? throw new InputException(place with { Field = "energy_source" }, "is missing: say what measured the energy"),
            RepetitionJoules = line.TryGetProperty("repetition_energy_j", out JsonElement repetitions)
                ? [.. repetitions.EnumerateArray().Select(value => value.GetDouble())]
                : [],
            Seconds = Number(line, "time_s"),
            RecordedMacs = Number(line, "macs"),
            ForwardPasses = Number(line, "forward_passes"),
            Device = Text(line, "device"),
            Place = place,
        };
    }

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw new InputException(new InputPlace(Field: name), "is not a finite number");
    }
}
