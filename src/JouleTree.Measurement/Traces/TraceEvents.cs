using System.Globalization;
using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Traces;

/// <summary>
/// Reads Chrome traces event by event: an array of events, or an object with one under <c>traceEvents</c>. No more of a file
/// is in memory than the event at hand.
/// </summary>
/// <remarks>Only complete spans (<c>ph</c> of <c>X</c>) are given; what is neither named nor timed is passed over.</remarks>
internal sealed class TraceEvents
{
    private const int InitialBuffer = 1 << 18;

    // An event that is longer than this is none.
    private const int LargestBuffer = 1 << 28;

    // 30,000 years, in microseconds.
    private const double LargestTime = 1e18;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[InitialBuffer];
    private int _start;
    private int _end;
    private bool _isFinal;
    private bool _isInside;
    private JsonReaderState _state = new(new JsonReaderOptions { AllowTrailingCommas = true });

    private TraceEvents(Stream stream, string name) => (_stream, _name) = (stream, name);

    /// <summary>The spans of a file, in its order, each read when it is asked for.</summary>
    /// <param name="file">A trace file.</param>
    /// <exception cref="InputException">While enumerating: the file cannot be read, is no trace, or ends in the middle.</exception>
    public static IEnumerable<TraceEvent> Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using Stream stream = file.Open();
        foreach (TraceEvent item in Read(stream, file.Name))
            yield return item;
    }

    /// <summary>The spans of a stream.</summary>
    /// <param name="stream">A trace; it stays open.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">As for <see cref="Read(InputFile)"/>.</exception>
    public static IEnumerable<TraceEvent> Read(Stream stream, string name)
    {
        TraceEvents events = new(stream, name);
        while (events.Next(out TraceEvent? item))
        {
            if (item is { } found)
                yield return found;
        }
    }

    /// <summary>Reads one event; false at the end of the array.</summary>
    private bool Next(out TraceEvent? item)
    {
        item = null;
        try
        {
            while (true)
            {
                Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isFinal, _state);
                if (_isInside ? TryEvent(ref reader, out bool isEnd, out item) : TryEnter(ref reader, out isEnd))
                {
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    if (!_isInside)
                    {
                        _isInside = true;
                        continue;
                    }

                    return !isEnd;
                }

                Fill();
            }
        }
        catch (JsonException error)
        {
            throw _isFinal
                ? new InputException(new InputPlace(_name),
                    "ends in the middle of its events, or is no JSON: was the profiler stopped before the file was written?", error)
                : new InputException(new InputPlace(_name, error.LineNumber + 1), "is no trace: expected JSON with an array of events",
                    error);
        }
        catch (InvalidOperationException error)
        {
            // Half a pair of \u escapes, or bytes that are no UTF-8: the reader of JSON finds out where text is asked for.
            throw new InputException(new InputPlace(_name), "holds text that is not valid Unicode", error);
        }
        catch (IOException error)
        {
            throw FileFailure.Of(_name, "cannot be read", error);
        }
    }

    /// <summary>Goes to the first event.</summary>
    private bool TryEnter(ref Utf8JsonReader reader, out bool isEnd)
    {
        isEnd = false;
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.StartArray)
            return true;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InputException(new InputPlace(_name), $"holds a JSON {reader.TokenType}, expected the events of a trace");
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
                throw new InputException(new InputPlace(_name),
                    "has no 'traceEvents': expected a trace as profilers write it for chrome://tracing");
            bool events = reader.ValueTextEquals("traceEvents"u8);
            if (!reader.Read())
                return false;
            if (events)
            {
                return reader.TokenType == JsonTokenType.StartArray
                    ? true
                    : throw new InputException(new InputPlace(_name, Field: "traceEvents"),
                        $"is a JSON {reader.TokenType}, expected an array of events");
            }

            if (!reader.TrySkip())
                return false;
        }

        return false;
    }

    private bool TryEvent(ref Utf8JsonReader reader, out bool isEnd, out TraceEvent? item)
    {
        (isEnd, item) = (false, null);
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.EndArray)
            return isEnd = true;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InputException(new InputPlace(_name), $"has a JSON {reader.TokenType} among its events, expected objects");
        Utf8JsonReader whole = reader;
        if (!whole.TrySkip())
            return false;
        item = Event(ref reader);
        return true;
    }

    private TraceEvent? Event(ref Utf8JsonReader reader)
    {
        (string? name, string category, string process, string thread) = (null, "", "", "");
        (double? start, double? duration) = (null, null);
        (string? type, string? provider) = (null, null);
        bool isSpan = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
                name = Text(ref reader);
            else if (reader.ValueTextEquals("cat"u8))
                category = Text(ref reader) ?? "";
            else if (reader.ValueTextEquals("ph"u8))
                isSpan = Text(ref reader) == "X";
            else if (reader.ValueTextEquals("ts"u8))
                start = Number(ref reader);
            else if (reader.ValueTextEquals("dur"u8))
                duration = Number(ref reader);
            else if (reader.ValueTextEquals("pid"u8))
                process = Text(ref reader) ?? "";
            else if (reader.ValueTextEquals("tid"u8))
                thread = Text(ref reader) ?? "";
            else if (reader.ValueTextEquals("args"u8))
                (type, provider) = Arguments(ref reader);
            else
                _ = reader.TrySkip();
        }

        return isSpan && name is not null && start is { } from && duration is { } length && length >= 0
            ? new TraceEvent(name, category, from, length, Known($"{process}/{thread}")) { OperatorType = type, Provider = provider }
            : null;
    }

    /// <summary>What ONNX Runtime says of an operator; nulls where nothing is said.</summary>
    private (string? Type, string? Provider) Arguments(ref Utf8JsonReader reader)
    {
        (string? type, string? provider) = (null, null);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _ = reader.TrySkip();
            return (type, provider);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op_name"u8))
                type = Text(ref reader);
            else if (reader.ValueTextEquals("provider"u8))
                provider = Text(ref reader);
            else
                _ = reader.TrySkip();
        }

        return (type, provider);
    }

    /// <summary>A text, or a number as a text; null for anything else.</summary>
    private string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return Known(reader.GetString()!);
            case JsonTokenType.Number:
                return Known(Encoding.UTF8.GetString(reader.ValueSpan));
            default:
                _ = reader.TrySkip();
                return null;
        }
    }

    private double? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return Time(reader.GetDouble());
            case JsonTokenType.String:
                return double.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                    ? Time(number) : null;
            default:
                _ = reader.TrySkip();
                return null;
        }
    }

    private double Time(double microseconds) => Math.Abs(microseconds) <= LargestTime
        ? microseconds
        : throw new InputException(new InputPlace(_name), string.Create(CultureInfo.InvariantCulture,
            $"has an event with the time {microseconds}, expected microseconds"));

    /// <summary>One string for equal texts: a trace repeats a few hundred names a million times.</summary>
    private string Known(string text)
    {
        if (_known.TryGetValue(text, out string? known))
            return known;
        _known.Add(text, text);
        return text;
    }

    private void Fill()
    {
        if (_isFinal)
            throw new JsonException("the text ends too early");
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LargestBuffer)
                throw new InputException(new InputPlace(_name),
                    $"has an event of more than {LargestBuffer >> 20} MiB: is no trace, expected the JSON that the profiler writes");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isFinal = read == 0;
    }
}
