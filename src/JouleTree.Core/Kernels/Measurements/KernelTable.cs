using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.Tables;

namespace JouleTree.Core.Kernels.Measurements;

/// <summary>
/// Measured kernels in CSV files as NVIDIA's AIConfigurator collects them, plain or gzip-compressed: the header tells the kind.
/// </summary>
internal static class KernelTable
{
    private const string Gemm = "gemm_dtype", Attention = "attn_dtype", Experts = "moe_dtype";
    private const string PowerLaw = "power_law_";

    /// <summary>Reads a file.</summary>
    /// <param name="file">A CSV file.</param>
    /// <exception cref="InputException">It is no table of kernels, or a row is damaged.</exception>
    public static IReadOnlyList<KernelMeasurement> Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        MeasurementTable table = MeasurementTable.Read(file);
        return table.Has(Gemm) ? [.. table.Rows.Select(row => Of(row, row.Text(Gemm), Product(row)))]
            : table.Has(Attention) ? [.. table.Rows.Select(row => Of(row, AttentionTypes(row), Attended(row)))]
            : table.Has(Experts) ? [.. table.Rows.Select(row => Of(row, row.Text(Experts), Routed(row)))]
            : throw new InputException(new InputPlace(table.File, 1),
                $"is no table of measured kernels: expected a column {Gemm}, {Attention} or {Experts}");
    }

    private static KernelMeasurement Of(MeasurementRow row, string types, KernelShape shape) => new()
    {
        Place = row.Place(),
        Gpu = row.Text("device"),
        Software = row.Find("version") ?? "unknown",
        Types = types,
        Shape = shape,
        Seconds = Positive(row, "latency") / 1000,
        // A meter that is missing writes 0 or nothing: that is no power of 0 W.
        Watts = row.FindNumber("power") is { } watts and not 0 ? Positive(row, "power", watts) : null,
        LimitWatts = row.FindNumber("power_limit") is { } limit and not 0 ? Positive(row, "power_limit", limit) : null,
    };

    private static GemmShape Product(MeasurementRow row) => new(Count(row, "m"), Count(row, "n"), Count(row, "k"));

    private static string AttentionTypes(MeasurementRow row) => KernelTypes.OfAttention(row.Text(Attention), row.Text("kv_cache_dtype"));

    private static AttentionShape Attended(MeasurementRow row)
    {
        int heads = Count(row, "num_heads");
        int keyHeads = Count(row, "num_key_value_heads");
        if (heads % keyHeads != 0)
            throw new InputException(row.Place("num_key_value_heads"), $"is {keyHeads}, which does not divide the {heads} heads");
        return new AttentionShape(Count(row, "batch_size"), Count(row, "isl"), Count(row, "step", 0), heads, keyHeads,
            Count(row, "head_dim"), row.Has("window_size") ? Count(row, "window_size", 0) : 0);
    }

    private static ExpertShape Routed(MeasurementRow row)
    {
        int active = Count(row, "topk");
        int total = Count(row, "num_experts");
        if (active > total)
            throw new InputException(row.Place("topk"), $"is {active}, more than the {total} experts");
        return new ExpertShape(Count(row, "num_tokens"), Count(row, "hidden_size"), Count(row, "inter_size"), active, total,
            row.Has("moe_tp_size") ? Count(row, "moe_tp_size") : 1, row.Has("moe_ep_size") ? Count(row, "moe_ep_size") : 1, Skew(row));
    }

    private static double Skew(MeasurementRow row) => row.Find("distribution") switch
    {
        null or "balanced" or "uniform" => 0,
        { } name when name.StartsWith(PowerLaw, StringComparison.Ordinal)
            && double.TryParse(name[PowerLaw.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double skew)
            && skew is > 0 and < 10 => skew,
        { } other => throw new InputException(row.Place("distribution"),
            $"is '{other}', expected 'balanced' or '{PowerLaw}' with its exponent"),
    };

    private static int Count(MeasurementRow row, string column, int least = 1) => row.FindWhole(column) switch
    {
        null => throw new InputException(row.Place(column), "is empty, expected a whole number"),
        { } count when count >= least && count <= 100_000_000 => (int)count,
        var other => throw new InputException(row.Place(column), $"is {other}, expected a whole number of at least {least}"),
    };

    private static double Positive(MeasurementRow row, string column) => Positive(row, column, row.Number(column));

    private static double Positive(MeasurementRow row, string column, double number) => number > 0
        ? number
        : throw new InputException(row.Place(column), FormattableString.Invariant($"is {number}, expected a number above 0"));
}
