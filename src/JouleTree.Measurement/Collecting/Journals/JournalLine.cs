using System.Buffers;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>
/// A line of a journal as it stands in its file: what a campaign and a merge need of it, and where its parts lie. The
/// members id, status and engine come first, so that a resuming campaign reads no more than the beginning of a line.
/// </summary>
/// <param name="Id">Id of the workload.</param>
/// <param name="IsDone">False for a workload that failed.</param>
/// <param name="Device">What it ran on and what metered it.</param>
/// <param name="Order">Its place in the plan.</param>
/// <param name="Started">When it was begun, as written.</param>
/// <param name="Parts">Trees and measurements as JSON, by the name of their member.</param>
internal sealed record JournalLine(
    string Id, bool IsDone, string Device, int Order, string Started, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Parts)
{
    /// <summary>Names of the members that hold results.</summary>
    public static IReadOnlyList<string> PartNames { get; } = ["full", "irene", "layer"];

    /// <summary>Writes an entry as a line.</summary>
    /// <param name="entry">An entry.</param>
    /// <returns>UTF-8 with the line's end.</returns>
    public static byte[] Write(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArrayBufferWriter<byte> buffer = new(1 << 12);
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("id", entry.Id);
            json.WriteString("status", entry.Error is null ? "done" : "failed");
            json.WriteString("engine", entry.Engine);
            json.WriteString("kind", entry.Kind.ToString().ToLowerInvariant());
            json.WriteString("workload", entry.Workload);
            json.WriteNumber("order", entry.Order);
            json.WriteString("device", entry.Device);
            json.WriteString("units", JournalEntry.Units);
            json.WriteString("started", entry.Started);
            json.WriteNumber("wall_s", Math.Round(entry.WallSeconds, 3));
            if (entry.Error is not null)
                json.WriteString("error", entry.Error);
            WriteTree(json, "full", entry.Full);
            WriteTree(json, "irene", entry.Irene);
            if (entry.Layer is { } layer)
                WriteRaw(json, "layer", stream => LayerMeasurementFile.Write(stream, [layer]));
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a whole line.</summary>
    /// <param name="line">The line without its end; parts refer to it.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="InputException">It is no entry, or its units are not ours.</exception>
    public static JournalLine Read(ReadOnlyMemory<byte> line, InputPlace place)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        Dictionary<string, ReadOnlyMemory<byte>> parts = new(StringComparer.Ordinal);
        try
        {
            Utf8JsonReader reader = new(line.Span, new JsonReaderOptions { MaxDepth = (2 * ModelTree.MaxDepth) + 80 });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new InputException(place, "is no entry of a journal: remove the line, and its workload is measured again");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (PartNames.Contains(name))
                    parts[name] = line[start..(int)reader.BytesConsumed];
                else if (reader.TokenType == JsonTokenType.String)
                    texts[name] = reader.GetString()!;
                else if (reader.TokenType == JsonTokenType.Number)
                    texts[name] = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
            }

            // Nothing may follow the object: then two lines ran into one.
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
                throw new InputException(place, "is no entry of a journal: remove the line, and its workload is measured again");
        }
        catch (JsonException error)
        {
            throw new InputException(place, $"is damaged, expected an entry as a JSON object ({error.Message.Split(". ")[0]})", error);
        }

        if (Text("units") != JournalEntry.Units)
            throw new InputException(
                place, $"has the units '{Text("units")}', expected '{JournalEntry.Units}': measurements of different units are not mixed");
        return new JournalLine(
            Text("id"), Text("status") == "done", Text("device"), int.TryParse(texts.GetValueOrDefault("order"), out int order)
                ? order
                : 0, Text("started"), parts);

        string Text(string name) =>
            texts.TryGetValue(name, out string? text)
                ? text
                : throw new InputException(place with { Field = name }, "is missing: this is no entry of a journal");
    }

    /// <summary>Reads only the device, which stands before the parts.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="InputException">It is no entry, or its units are not ours.</exception>
    public static string ReadDevice(ReadOnlyMemory<byte> line, InputPlace place)
    {
        try
        {
            Utf8JsonReader reader = new(line.Span, isFinalBlock: false, default);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool found = reader.ValueTextEquals("device"u8);
                if (!reader.Read() || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    break;
                if (found && reader.TokenType == JsonTokenType.String)
                    return reader.GetString()!;
            }
        }
        catch (JsonException)
        {
            // The full reader below says what is wrong.
        }

        return Read(line, place).Device;
    }

    /// <summary>Reads only what comes first.</summary>
    /// <param name="line">The line, or its beginning.</param>
    /// <returns>Null where the line does not begin as an entry does.</returns>
    public static JournalLineStart? ReadStart(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line, isFinalBlock: false, default);
            return reader.Read() && Text(ref reader, "id"u8) is { } id && Text(ref reader, "status"u8) is { } status
                ? new JournalLineStart(id, status == "done", Text(ref reader, "engine"u8))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name)
        && reader.Read() && reader.TokenType == JsonTokenType.String
            ? reader.GetString()
            : null;

    private static void WriteTree(Utf8JsonWriter json, string name, ModelTree? tree)
    {
        if (tree is null)
            return;
        WriteRaw(json, name, stream =>
        {
            using TreeWriter writer = new(stream);
            writer.Write(tree);
        });
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, Action<Stream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        json.WritePropertyName(name);
        json.WriteRawValue(stream.GetBuffer().AsSpan(0, (int)stream.Length - 1), skipInputValidation: true);
    }
}

/// <summary>What comes first in a line of a journal.</summary>
/// <param name="Id">Id of the workload.</param>
/// <param name="IsDone">False for a workload that failed.</param>
/// <param name="Engine">What ran it; null in journals of before, which ONNX Runtime alone wrote.</param>
internal readonly record struct JournalLineStart(string Id, bool IsDone, string? Engine);
