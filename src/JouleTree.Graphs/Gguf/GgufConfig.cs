using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Gguf;

/// <summary>
/// The configuration of a model in Hugging Face's words, written from the metadata of its GGUF file, and where that is silent from the
/// shapes of its tensors.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="architecture">What its keys begin with.</param>
/// <param name="json">Takes the fields, in an object that is open.</param>
internal sealed class GgufConfig(GgufFile file, string architecture, Utf8JsonWriter json)
{
    /// <summary>The file.</summary>
    public GgufFile File => file;

    /// <summary>A number that has to be there.</summary>
    /// <param name="key">Key behind the architecture's name.</param>
    /// <exception cref="InputException">It is missing, or no such number.</exception>
    public int Required(string key) => Size(key)
        ?? throw new InputException(new InputPlace(file.Name, Field: $"{architecture}.{key}"), "is missing, expected a whole number");

    /// <summary>A number of at least 1; null where it is not there or 0, as some writers say that there is none.</summary>
    /// <param name="key">Key behind the architecture's name.</param>
    /// <exception cref="InputException">It is no such number, or a list of different ones.</exception>
    public int? Size(string key)
    {
        string whole = $"{architecture}.{key}";
        if (file.Find(whole) is not { } value)
            return null;
        if (value.Items is { Count: > 0 } items)
        {
            if (items.Any(item => item.Whole != items[0].Whole))
                throw new InputException(new InputPlace(file.Name, Field: whole),
                    "differs from layer to layer, expected one number for all: such models are not known here");
            value = items[0];
        }

        return value.Whole is >= 0 and <= int.MaxValue
            ? value.Whole == 0 ? null : (int)value.Whole
            : throw file.Fail(whole, value, "a whole number from 0 to 2147483647");
    }

    /// <summary>A number; null where it is not there.</summary>
    /// <param name="key">Key behind the architecture's name.</param>
    /// <exception cref="InputException">It is no finite number of at least 0.</exception>
    public double? Number(string key)
    {
        string whole = $"{architecture}.{key}";
        return file.Find(whole) is not { } value ? null
            : value.Number is { } number && double.IsFinite(number) && number >= 0 ? number
            : throw file.Fail(whole, value, "a number of at least 0");
    }

    /// <summary>A truth value; null where it is not there.</summary>
    /// <param name="key">Key behind the architecture's name.</param>
    /// <exception cref="InputException">It is none.</exception>
    public bool? Flag(string key)
    {
        string whole = $"{architecture}.{key}";
        return file.Find(whole) is not { } value ? null : value.Flag ?? throw file.Fail(whole, value, "a truth value");
    }

    /// <summary>Truth values for each layer; null where there is no such list.</summary>
    /// <param name="key">Key behind the architecture's name.</param>
    public IReadOnlyList<bool>? Flags(string key) =>
        file.Find($"{architecture}.{key}")?.Items is { Count: > 0 } items && items.All(item => item.Flag is not null)
            ? [.. items.Select(item => item.Flag!.Value)]
            : null;

    /// <summary>A size of a tensor, counted from the end by <c>^1</c>; null where it is not there.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="dimension">Which.</param>
    public int? SizeOf(string tensor, Index dimension) =>
        file.Tensor(tensor) is { } found && dimension.GetOffset(found.Shape.Rank) is var at && at >= 0 && at < found.Shape.Rank
        && found.Shape[at] <= int.MaxValue ? (int)found.Shape[at] : null;

    /// <summary>The same of a tensor of a layer, the first that has it.</summary>
    /// <param name="tensor">Its name behind the number of the layer.</param>
    /// <param name="dimension">Which.</param>
    public int? SizeInLayers(string tensor, Index dimension)
    {
        // The first layers of a mixture may be none.
        for (int layer = 0; layer < 8; layer++)
        {
            if (SizeOf(string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{tensor}"), dimension) is { } size)
                return size;
        }

        return null;
    }

    /// <summary>True where the first layer has a tensor.</summary>
    /// <param name="tensor">Its name behind the number of the layer.</param>
    public bool Has(string tensor) => file.Tensor("blk.0." + tensor) is not null;

    /// <summary>Writes a field, where there is a value for it.</summary>
    public void Write(string field, int? value)
    {
        if (value is { } number)
            json.WriteNumber(field, number);
    }

    /// <inheritdoc cref="Write(string, int?)"/>
    public void Write(string field, double? value)
    {
        if (value is { } number)
            json.WriteNumber(field, number);
    }

    /// <inheritdoc cref="Write(string, int?)"/>
    public void Write(string field, bool value) => json.WriteBoolean(field, value);

    /// <inheritdoc cref="Write(string, int?)"/>
    public void Write(string field, string value) => json.WriteString(field, value);

    /// <summary>Writes a size that may be none.</summary>
    public void WriteOrNone(string field, int? value)
    {
        if (value is { } number)
            json.WriteNumber(field, number);
        else
            json.WriteNull(field);
    }

    /// <summary>Writes a list of texts.</summary>
    public void Write(string field, IEnumerable<string> values)
    {
        json.WriteStartArray(field);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
