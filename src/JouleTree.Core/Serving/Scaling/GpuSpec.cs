using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Core.Serving.Scaling;

/// <summary>A GPU as somebody describes it: the figures of its data sheet, each with its unit.</summary>
/// <param name="Gpu">The data sheet.</param>
/// <param name="Like">The measured profile whose prices are scaled, a name or a file; null where that is not said.</param>
/// <param name="Multiprocessors">Streaming multiprocessors that are enabled; null where that is not said.</param>
/// <param name="CacheBytes">Bytes of the second-level cache; null where that is not said.</param>
internal sealed record GpuSpec(GpuSheet Gpu, string? Like, int? Multiprocessors = null, double? CacheBytes = null)
{
    /// <summary>Names of the fields.</summary>
    public const string Name = "name", Memory = "memory", Bandwidth = "bandwidth", Peak = "peak", Power = "power", LikeProfile = "like";

    /// <summary>Names of the fields that single kernels need beside, and deployments do not.</summary>
    public const string Processors = "multiprocessors", Cache = "cache";

    private static readonly string[] Fields = [Name, Memory, Bandwidth, Peak, Power, LikeProfile, Processors, Cache];

    // From the smallest board that serves a language model to several times the largest that is announced: what lies beyond is a
    // wrong unit. Bits (Gb/s) are no bytes, so case matters.
    private static readonly GpuQuantity MemoryBytes = new(Memory, "141GB", 1e9, 10e12,
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("GB", 1e9), ("TB", 1e12));

    private static readonly GpuQuantity BytesPerSecond = new(Bandwidth, "4.8TB/s", 10e9, 200e12, ("GB/s", 1e9), ("TB/s", 1e12));

    private static readonly GpuQuantity FlopsPerSecond = new(Peak, "989TFLOPS", 0.1e12, 100e15,
        ("TFLOPS", 1e12), ("TFLOP/s", 1e12), ("PFLOPS", 1e15), ("PFLOP/s", 1e15));

    private static readonly GpuQuantity Watts = new(Power, "700W", 5, 20e3, ("kW", 1e3), ("W", 1));

    private static readonly GpuQuantity CacheSize = new(Cache, "50MB", 1e6, 10e9, ("MiB", 1L << 20), ("MB", 1e6), ("GB", 1e9));

    // A count has no unit.
    private static readonly GpuQuantity ProcessorCount = new(Processors, "132", 1, 10_000, ("", 1));

    /// <summary>
    /// Reads <c>KEY=VALUE,...</c>, such as <c>name=NVIDIA H200,memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700W</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">A field is missing, unknown, given twice, or not a number of its unit and range.</exception>
    public static GpuSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string pair in text.Split(','))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw new InputException($"'{pair}' is no KEY=VALUE; the keys are {string.Join(", ", Fields)}, and values hold no comma");
            string name = pair[..equals].Trim();
            if (!fields.TryAdd(name, pair[(equals + 1)..].Trim().Trim('"')))
                throw new InputException(new InputPlace(Field: name), "is given twice, expected it once");
        }

        return Of(default, fields);
    }

    /// <summary>Reads a JSON object of the same fields, each a text with its unit.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">As of <see cref="Parse"/>, or it is no such file.</exception>
    public static GpuSpec Read(InputFile file) => JsonInput.ReadFile(file, "an object that describes a GPU", input =>
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach ((string name, JsonInput value) in input.Members())
        {
            // A bare number has no unit, and a unit that is wrong by 1,000 looks like any other.
            bool isNumber = value.Element.ValueKind == System.Text.Json.JsonValueKind.Number && Fields.Contains(name);
            fields.Add(name, !isNumber ? value.Text() : name == Processors ? value.Element.GetRawText()
                : throw value.Fail($"found the number {value.Element}, expected a text with the unit, such as \"{Example(name)}\""));
        }

        return Of(input.Place, fields);
    });

    private static GpuSpec Of(InputPlace place, Dictionary<string, string> fields)
    {
        if (fields.Keys.FirstOrDefault(name => !Fields.Contains(name)) is { } unknown)
            throw new InputException(place with { Field = unknown }, $"is not known, expected {string.Join(", ", Fields)}");
        return new GpuSpec(
            new GpuSheet(
                Text(Name) ?? "a described GPU", Number(MemoryBytes), Number(BytesPerSecond), Number(FlopsPerSecond), Number(Watts)),
            Text(LikeProfile),
            fields.ContainsKey(Processors) ? (int)Number(ProcessorCount) : null,
            fields.ContainsKey(Cache) ? Number(CacheSize) : null);

        double Number(GpuQuantity quantity) => quantity.Read(place, fields.GetValueOrDefault(quantity.Field));

        string? Text(string name) => fields.GetValueOrDefault(name) switch
        {
            null => null,
            "" => throw new InputException(place with { Field = name }, "is empty"),
            var text => text,
        };
    }

    private static string Example(string field) =>
        new[] { MemoryBytes, BytesPerSecond, FlopsPerSecond, Watts, CacheSize, ProcessorCount }
            .FirstOrDefault(one => one.Field == field)?.Example ?? "NVIDIA H200";
}

/// <summary>A figure of a data sheet: its field, its units and its range.</summary>
/// <param name="Field">Its field.</param>
/// <param name="Example">How it is written.</param>
/// <param name="Least">Smallest that is believed, in the unit whose factor is 1.</param>
/// <param name="Most">Largest.</param>
/// <param name="Units">Units with their factors; one that ends as another one does stands before it.</param>
internal sealed record GpuQuantity(
    string Field, string Example, double Least, double Most, params IReadOnlyList<(string Name, double Factor)> Units)
{
    /// <summary>The figure in the unit whose factor is 1.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="text">The text; null where it is missing.</param>
    /// <exception cref="InputException">It is missing, without a unit, no number, or out of range.</exception>
    public double Read(InputPlace place, string? text)
    {
        place = place with { Field = Field };
        string expected = FormattableString.Invariant($"expected {In(Least)} to {In(Most)}, such as {Example}");
        if (text is null)
            throw new InputException(place, $"is missing, {expected}");
        (string unit, double factor) = Units.FirstOrDefault(one => text.EndsWith(one.Name, StringComparison.Ordinal));
        if (unit is null)
        {
            string units = string.Join(", ", Units.Select(one => one.Name));
            throw new InputException(place, $"is {text}, without one of its units {units}: {expected}");
        }

        if (!double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            string ofUnit = unit.Length > 0 ? $" of {unit}" : "";
            throw new InputException(place, $"is {text}, which is no number{ofUnit}: {expected}");
        }

        return factor * number is var value && value >= Least && value <= Most
            ? value
            : throw new InputException(place, $"is {text}, {expected}");
    }

    private string In(double value)
    {
        (string unit, double factor) = Units.Where(one => one.Factor <= value).DefaultIfEmpty(Units.MinBy(one => one.Factor))
            .Where(one => Math.Log10(one.Factor) % 1 == 0).MaxBy(one => one.Factor);
        return FormattableString.Invariant($"{value / factor:0.###} {unit}").TrimEnd();
    }
}
