using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Core.Kernels.Profiles;

/// <summary>Profiles of kernels as JSON files (docs/kernels.md): coefficients, knots on a grid and a sheet, no row of data.</summary>
internal static class KernelProfileFile
{
    /// <summary>What the member <c>format</c> of such a file says.</summary>
    public const string FormatName = "jouletree-kernel-profile";

    /// <summary>Version of the format that this program writes, and the newest that it reads.</summary>
    public const int Version = 1;

    private const string What = "a profile of kernels";

    /// <summary>Writes a profile.</summary>
    /// <param name="file">File to write.</param>
    /// <param name="profile">A profile.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(OutputFile file, KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(profile);
        file.Write(stream => Write(stream, profile));
    }

    /// <summary>Writes a profile to a stream.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="profile">A profile.</param>
    public static void Write(Stream stream, KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using Utf8JsonWriter json = new(stream, PredictorDirectory.JsonOptions);
        json.WriteStartObject();
        json.WriteString("format", FormatName);
        json.WriteNumber("version", Version);
        json.WriteString("name", profile.Name);
        json.WriteStartObject("gpu");
        json.WriteString("name", profile.Gpu.Name);
        json.WriteNumber("multiprocessors", profile.Gpu.Multiprocessors);
        json.WriteNumber("cache_bytes", profile.Gpu.CacheBytes);
        json.WriteNumber("bytes_per_s", profile.Gpu.BytesPerSecond);
        json.WriteNumber("flops_per_s", profile.Gpu.FlopsPerSecond);
        json.WriteNumber("power_limit_w", profile.Gpu.PowerLimitWatts);
        json.WriteEndObject();
        WriteSheet(json, profile.Sheet);
        json.WriteStartArray("models");
        foreach (KernelModel model in profile.Models)
            KernelModelJson.Write(json, model.Parts);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads a profile.</summary>
    /// <param name="file">A profile file.</param>
    /// <exception cref="InputException">There is none, it is of a newer version, or it is damaged.</exception>
    public static KernelProfile Load(InputFile file) => JsonInput.ReadFile(file, What, Read);

    /// <summary>A profile from its JSON text.</summary>
    /// <param name="utf8">Content of a profile file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">It is of a newer version, or damaged.</exception>
    public static KernelProfile Parse(ReadOnlyMemory<byte> utf8, string name) => JsonInput.Read(utf8, name, What, Read);

    private static KernelProfile Read(JsonInput input)
    {
        FileFormat.VersionOf(input, FormatName, Version);
        JsonInput gpu = input.Member("gpu");
        KernelGpu card = new(gpu.Member("name").Text(), (int)gpu.Member("multiprocessors").Whole(1, 100_000),
            gpu.Member("cache_bytes").Positive(), gpu.Member("bytes_per_s").Positive(), gpu.Member("flops_per_s").Positive(),
            gpu.Member("power_limit_w").Positive());
        return new KernelProfile(input.Member("name").Text(), card, ReadSheet(input.Member("sheet")),
            [.. input.Member("models").Items().Select(model => new KernelModel(KernelModelJson.Read(model, card)))]);
    }

    private static void WriteSheet(Utf8JsonWriter json, KernelSheet sheet)
    {
        json.WriteStartObject("sheet");
        json.WriteString("software", sheet.Software);
        json.WriteString("data", sheet.Data);
        json.WriteString("licence", sheet.Licence);
        json.WriteString("citation", sheet.Citation);
        json.WriteNumber("rows", sheet.Rows);
        json.WriteStartArray("warnings");
        foreach (string warning in sheet.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        LeftOutErrors.WriteAll(json, sheet.Errors);
        json.WriteEndObject();
    }

    private static KernelSheet ReadSheet(JsonInput input) => new()
    {
        Software = input.Member("software").Text(),
        Data = input.Member("data").Text(),
        Licence = input.Member("licence").Text(),
        Citation = input.Member("citation").Text(),
        Rows = (int)input.Member("rows").Whole(1, int.MaxValue),
        Warnings = [.. input.Member("warnings").Items().Select(item => item.Text())],
        Errors = LeftOutErrors.ReadAll(input),
    };

    /// <summary>A number as files have it: seven digits are more than any of them is known to.</summary>
    /// <param name="value">A number.</param>
    public static double Rounded(double value) =>
        double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
