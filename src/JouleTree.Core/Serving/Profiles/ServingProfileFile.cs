using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Storage;

namespace JouleTree.Core.Serving.Profiles;

/// <summary>Profiles of serving as JSON files (docs/serving.md): prices and a sheet, no row of data.</summary>
internal static class ServingProfileFile
{
    /// <summary>What the member <c>format</c> of such a file says.</summary>
    public const string FormatName = "jouletree-serving-profile";

    /// <summary>Version of the format that this program writes, and the newest that it reads.</summary>
    public const int Version = 2;

    /// <summary>Writes a profile.</summary>
    /// <param name="file">File to write.</param>
    /// <param name="profile">A profile.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(OutputFile file, ServingProfile profile)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(profile);
        file.Write(stream => Write(stream, profile));
    }

    /// <summary>Writes a profile to a stream.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="profile">A profile.</param>
    public static void Write(Stream stream, ServingProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        using Utf8JsonWriter json = new(stream, PredictorDirectory.JsonOptions);
        json.WriteStartObject();
        json.WriteString("format", FormatName);
        json.WriteNumber("version", Version);
        json.WriteString("name", profile.Name);
        WriteGpu(json, profile.Gpu);
        ServingSheetJson.Write(json, profile.Sheet);
        WriteModel(json, profile.Model);
        json.WriteEndObject();
    }

    /// <summary>Reads a profile.</summary>
    /// <param name="file">A profile file.</param>
    /// <exception cref="InputException">There is none, it is of a newer version, or it is damaged.</exception>
    public static ServingProfile Load(InputFile file) => JsonInput.ReadFile(file, "a profile of serving", Read);

    /// <summary>A profile from its JSON text.</summary>
    /// <param name="utf8">Content of a profile file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">It is of a newer version, or damaged.</exception>
    public static ServingProfile Parse(ReadOnlyMemory<byte> utf8, string name) =>
        JsonInput.Read(utf8, name, "a profile of serving", Read);

    private static ServingProfile Read(JsonInput input)
    {
        if (FileFormat.VersionOf(input, FormatName, Version) is var number and < Version)
            throw input.Member("version").Fail($"found version {number}, in which known times had prices of their own, "
                + $"expected version {Version}; make the profile of its measurements again");
        JsonInput gpu = input.Member("gpu");
        return new ServingProfile(
            input.Member("name").Text(),
            new GpuSheet(gpu.Member("name").Text(), gpu.Member("memory_bytes").Positive(), gpu.Member("bytes_per_s").Positive(),
                gpu.Member("flops_per_s").Positive(), gpu.Member("power_limit_w").Positive()),
            ServingSheetJson.Read(input.Member("sheet")),
            ReadModel(input));
    }

    private static void WriteGpu(Utf8JsonWriter json, GpuSheet gpu)
    {
        json.WriteStartObject("gpu");
        json.WriteString("name", gpu.Name);
        json.WriteNumber("memory_bytes", gpu.MemoryBytes);
        json.WriteNumber("bytes_per_s", gpu.BytesPerSecond);
        json.WriteNumber("flops_per_s", gpu.FlopsPerSecond);
        json.WriteNumber("power_limit_w", gpu.PowerLimitWatts);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, ServingModel model)
    {
        json.WriteNumber("level", model.Level);
        WritePrices(json, "joules", model.JoulePrices, model.EnergySpread);
        WritePrices(json, "gpu_seconds", model.SecondPrices, model.TimeSpread);
        json.WriteStartObject("known_time");
        json.WriteNumber("waiting_w", Rounded(model.WaitingWatts));
        WriteSpread(json, model.TimedEnergySpread);
        json.WriteEndObject();
        if (model.SharedMemoryBytes is { } bytes)
            json.WriteNumber("shared_memory_bytes", bytes);
        ServingRange range = model.Range;
        json.WriteStartObject("range");
        WritePair(json, "requests", range.Requests);
        json.WriteNumber("gpus", range.Gpus);
        json.WriteNumber("position", range.Position);
        WritePair(json, "active_parameters", range.ActiveParameters);
        json.WriteStartArray("types");
        foreach (string type in range.Types)
            json.WriteStringValue(type);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ServingModel ReadModel(JsonInput input)
    {
        JsonInput range = input.Member("range");
        return new ServingModel
        {
            Level = input.Member("level").Positive(),
            JoulePrices = ReadPrices(input.Member("joules")),
            SecondPrices = ReadPrices(input.Member("gpu_seconds")),
            WaitingWatts = NotNegative(input.Member("known_time").Member("waiting_w")),
            SharedMemoryBytes = input.Optional("shared_memory_bytes")?.Positive(),
            EnergySpread = ReadSpread(input.Member("joules")),
            TimedEnergySpread = ReadSpread(input.Member("known_time")),
            TimeSpread = ReadSpread(input.Member("gpu_seconds")),
            Range = new ServingRange
            {
                Requests = ReadPair(range.Member("requests")),
                Gpus = (int)range.Member("gpus").Whole(1, int.MaxValue),
                Position = range.Member("position").Positive(),
                ActiveParameters = ReadPair(range.Member("active_parameters")),
                Types = [.. range.Member("types").Items().Select(item => item.Text())],
            },
        };
    }

    private static void WritePrices(Utf8JsonWriter json, string name, double[] prices, ServingSpread spread)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("prices");
        for (int index = 0; index < prices.Length; index++)
        {
            if (prices[index] > 0)
                json.WriteNumber(ServingTerms.All[index].Name, Rounded(prices[index]));
        }

        json.WriteEndObject();
        WriteSpread(json, spread);
        json.WriteEndObject();
    }

    private static void WriteSpread(Utf8JsonWriter json, ServingSpread spread)
    {
        json.WriteStartObject("half_width");
        json.WriteNumber("dense", Width(spread.Dense));
        json.WriteNumber("experts", Width(spread.Experts));
        json.WriteEndObject();
    }

    private static double[] ReadPrices(JsonInput input)
    {
        double[] prices = new double[ServingTerms.All.Count];
        foreach ((string name, JsonInput value) in input.Member("prices").Members())
        {
            ServingTerm term = ServingTerms.All.FirstOrDefault(term => term.Name == name)
                ?? throw value.Fail("is the price of a term that is not known");
            prices[ServingTerms.IndexOf(term)] = value.Positive();
        }

        return prices;
    }

    private static double NotNegative(JsonInput input) =>
        input.Number() is >= 0 and var number ? number : throw input.Fail("expected a number of at least 0");

    private static ServingSpread ReadSpread(JsonInput input)
    {
        JsonInput widths = input.Member("half_width");
        return new ServingSpread(widths.Member("dense").Positive(), widths.Member("experts").Positive());
    }

    // No interval is a point, however well made-up measurements follow the formulas.
    private static double Width(double halfWidth) => Math.Max(1e-4, Math.Round(halfWidth, 4));

    private static void WritePair(Utf8JsonWriter json, string name, (double Least, double Most) pair)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(Rounded(pair.Least));
        json.WriteNumberValue(Rounded(pair.Most));
        json.WriteEndArray();
    }

    private static (double Least, double Most) ReadPair(JsonInput input) => input.Numbers(2) is var numbers && numbers[0] <= numbers[1]
        ? (numbers[0], numbers[1])
        : throw input.Fail("expected the least and the most");

    // Five digits are more than any of them is known to.
    private static double Rounded(double value) => double.Parse(
        value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
