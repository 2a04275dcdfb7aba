using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Tables.Trees;

/// <summary>
/// A JSON object some of whose members have columns: taken apart into cells and the rest, and put together again. Not thread-safe.
/// </summary>
internal sealed class MemberGroup
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = (2 * ModelTree.MaxDepth) + 66,
        SkipValidation = true,
    };

    private readonly Dictionary<string, (int Cell, CellType Type)> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemberGroup> _groups = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The object of some members.</summary>
    /// <param name="members">The members; the cell of each is that of its place in the list.</param>
    public MemberGroup(IReadOnlyList<TreeTableMember> members)
    {
        for (int index = 0; index < members.Count; index++)
            Add(members[index].Path, index, members[index].Column.Type);
    }

    private MemberGroup()
    {
    }

    /// <summary>Takes an object apart.</summary>
    /// <param name="element">The object.</param>
    /// <param name="cells">Takes a cell a member.</param>
    /// <param name="without">A member that is left out, too.</param>
    /// <returns>The rest as JSON, or null where nothing is left.</returns>
    public string? Take(JsonElement element, Span<Cell> cells, string without)
    {
        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter rest = new(_buffer, JsonOptions))
            WriteRest(rest, element, cells, without);
        return _buffer.WrittenCount <= "{}".Length ? null : Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    /// <summary>Writes the members of an object; the object is opened and closed by the caller.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="rest">What <see cref="Take"/> left; what has a cell, too, is taken from the cell.</param>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<Cell> cells, JsonElement? rest)
    {
        foreach ((string name, (int cell, _)) in _columns)
        {
            if (cells[cell].IsNone)
                continue;
            json.WritePropertyName(name);
            cells[cell].WriteJson(json);
        }

        foreach ((string name, MemberGroup group) in _groups)
        {
            JsonElement? inner = rest?.TryGetProperty(name, out JsonElement found) == true ? found : null;
            if (group.IsKnown(cells))
            {
                json.WriteStartObject(name);
                group.Write(json, cells, inner is { ValueKind: JsonValueKind.Object } ? inner : null);
                json.WriteEndObject();
            }
            else if (inner is { } alone)
            {
                json.WritePropertyName(name);
                WriteRaw(json, alone);
            }
        }

        if (rest is not { } others)
            return;
        foreach (JsonProperty other in others.EnumerateObject())
        {
            if (_groups.ContainsKey(other.Name) || (_columns.TryGetValue(other.Name, out var column) && !cells[column.Cell].IsNone))
                continue;
            json.WritePropertyName(other.Name);
            WriteRaw(json, other.Value);
        }
    }

    private void Add(ReadOnlySpan<string> path, int cell, CellType type)
    {
        if (path.Length == 1)
        {
            _columns.Add(path[0], (cell, type));
            return;
        }

        if (!_groups.TryGetValue(path[0], out MemberGroup? group))
            _groups.Add(path[0], group = new MemberGroup());
        group.Add(path[1..], cell, type);
    }

    private bool IsKnown(ReadOnlySpan<Cell> cells)
    {
        foreach ((int cell, _) in _columns.Values)
        {
            if (!cells[cell].IsNone)
                return true;
        }

        foreach (MemberGroup group in _groups.Values)
        {
            if (group.IsKnown(cells))
                return true;
        }

        return false;
    }

    // As it stood, also what is no valid text, such as half a surrogate pair.
    private static void WriteRaw(Utf8JsonWriter json, JsonElement value) =>
        json.WriteRawValue(value.GetRawText(), skipInputValidation: true);

    private void WriteRest(Utf8JsonWriter rest, JsonElement element, Span<Cell> cells, string? without)
    {
        rest.WriteStartObject();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.NameEquals(without))
                continue;
            if (_columns.TryGetValue(member.Name, out var column) && JsonCells.Of(member.Value, column.Type) is { IsNone: false } cell)
            {
                cells[column.Cell] = cell;
            }
            else if (_groups.TryGetValue(member.Name, out MemberGroup? group) && group.TakesAllOf(member.Value, cells))
            {
                // Nothing is left of it.
            }
            else
            {
                rest.WritePropertyName(member.Name);
                if (group is not null && member.Value.ValueKind == JsonValueKind.Object)
                    group.WriteRest(rest, member.Value, cells, null);
                else
                    WriteRaw(rest, member.Value);
            }
        }

        rest.WriteEndObject();
    }

    // An empty object has no cell that would bring it back: it stays in the rest.
    private bool TakesAllOf(JsonElement element, Span<Cell> cells)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return false;
        bool any = false;
        foreach (JsonProperty member in element.EnumerateObject())
        {
            any = true;
            bool isTaken = _columns.TryGetValue(member.Name, out var column)
                ? JsonCells.Of(member.Value, column.Type) is { IsNone: false }
                : _groups.TryGetValue(member.Name, out MemberGroup? group) && group.TakesAllOf(member.Value, cells);
            if (!isTaken)
                return false;
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (_columns.TryGetValue(member.Name, out var column))
                cells[column.Cell] = JsonCells.Of(member.Value, column.Type);
        }

        return any;
    }
}
