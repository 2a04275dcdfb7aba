using System.Text.Json;
using JouleTree.Core.Json;

namespace JouleTree.Core.Serving.Profiles;

/// <summary>Sheets of profiles as members of their files.</summary>
internal static class ServingSheetJson
{
    /// <summary>Writes a sheet as the member <c>sheet</c> of an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="sheet">A sheet.</param>
    public static void Write(Utf8JsonWriter json, ServingSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(sheet);
        json.WriteStartObject("sheet");
        json.WriteString("software", sheet.Software);
        json.WriteString("data", sheet.Data);
        json.WriteString("licence", sheet.Licence);
        json.WriteString("citation", sheet.Citation);
        if (sheet.MeasuredAs is { } gpu)
            json.WriteString("measured_as", gpu);
        json.WriteNumber("rows", sheet.Rows);
        WriteTexts(json, "families", sheet.Families);
        WriteTexts(json, "flagged", sheet.Flagged);
        LeftOutErrors.WriteAll(json, sheet.Errors);
        json.WriteEndObject();
    }

    /// <summary>Reads a sheet.</summary>
    /// <param name="input">The member.</param>
    public static ServingSheet Read(JsonInput input) => new()
    {
        Software = input.Member("software").Text(),
        Data = input.Member("data").Text(),
        Licence = input.Member("licence").Text(),
        Citation = input.Member("citation").Text(),
        MeasuredAs = input.Optional("measured_as")?.Text(),
        Rows = (int)input.Member("rows").Whole(1, int.MaxValue),
        Families = Texts(input.Member("families")),
        Flagged = Texts(input.Member("flagged")),
        Errors = LeftOutErrors.ReadAll(input),
    };

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string[] Texts(JsonInput input) => [.. input.Items().Select(item => item.Text())];
}
