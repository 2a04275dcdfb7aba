using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.Tables;
using JouleTree.Core.Layers;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>Reads CodeCarbon's CSV files as runs of layers, modules or networks.</summary>
/// <remarks>
/// The default is the published form (Getzner et al. 2023): <c>project_name</c> is a list such as
/// <c>module:Linear,rep_no:1,macs:80,batch_size:2,input_size:9,output_size:4</c>, then <c>freeText:architecture=vgg16;layer_idx=33</c> and
/// <c>forward_passes:70</c>.
/// The target is the energy of the processor; CodeCarbon's sum also holds a nameplate constant for memory.
/// </remarks>
internal static class CodeCarbonReader
{
    /// <summary>Joules in a kilowatt-hour.</summary>
    public const double JoulesPerKilowattHour = 3.6e6;

    // Rows of one file whose powers differ by more cannot be in one unit: processors idle at a tenth of their peak.
    private const double LargestPowerRatio = 300;

    /// <summary>Reads a file.</summary>
    /// <param name="file">A CSV file, plain or with the ending .gz.</param>
    /// <param name="columns">Where the facts stand, or null for the published form.</param>
    /// <exception cref="InputException">
    /// The file cannot be read; a fact is missing, impossible or of an unknown layer type; energies are negative; or the
    /// rows are of several machines or in several units.
    /// </exception>
    public static IReadOnlyList<CodeCarbonRun> Read(InputFile file, CodeCarbonColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        MeasurementTable table = MeasurementTable.Read(file);
        CodeCarbonColumns mapping = columns ?? new CodeCarbonColumns();
        List<CodeCarbonRun> runs = [.. table.Rows.Select(row => ReadRow(row, mapping))];
        if (runs.Count == 0)
            throw new InputException(new InputPlace(file.Name), "has a header and no row");
        CheckMachine(runs);
        CheckUnit(runs);
        return runs;
    }

    private static CodeCarbonRun ReadRow(MeasurementRow row, CodeCarbonColumns mapping)
    {
        Dictionary<string, string> facts = Facts(row, mapping);
        string module = facts.GetValueOrDefault("module") ?? throw new InputException(
            row.Place("project_name"), "does not name the module, expected module:NAME; give "
                + $"`{nameof(CodeCarbonColumns)}` module=COLUMN for files of another form")
        {
            Arguments = [nameof(CodeCarbonColumns)],
        };
        double passes = Whole(row, facts, "forward_passes") ?? throw Missing(row, "forward_passes");
        if (passes <= 0)
            throw new InputException(row.Place("forward_passes"), $"is {passes}, expected at least 1: energy per pass cannot be known");
        if (!row.Has(mapping.Energy))
            throw new InputException(row.Place(mapping.Energy) with { Line = null },
                $"is no column of the file; name the one of the energy: `{nameof(CodeCarbonColumns)}` energy=COLUMN (files of CodeCarbon "
                    + "1 have energy_consumed alone)")
            {
                Arguments = [nameof(CodeCarbonColumns)],
            };
        double energy = row.Number(mapping.Energy);
        if (energy < 0)
            throw new InputException(row.Place(mapping.Energy), $"is {row.Text(mapping.Energy)}, expected an energy of at least 0");
        double? seconds = row.FindNumber("duration");
        if (seconds <= 0)
            throw new InputException(row.Place("duration"), "is not above 0 seconds");
        string? architecture = facts.GetValueOrDefault("architecture");
        long? layer = Whole(row, facts, "layer_idx");
        if (layer is < 0 or > int.MaxValue)
            throw new InputException(row.Place("layer_idx"), $"is {layer}, expected the number of a layer from 0 on");
        return new CodeCarbonRun
        {
            Row = row.Index,
            Place = row.Place(),
            Module = module,
            BatchSize = Whole(row, facts, LayerKeys.BatchSize) is { } batch and > 0
                ? batch
                : throw new InputException(row.Place(LayerKeys.BatchSize), "is missing or below 1"),
            Configuration = Configuration(row, facts, module, architecture),
            Architecture = architecture,
            LayerIndex = (int?)layer,
            ForwardPasses = passes,
            RunKilowattHours = energy * mapping.KilowattHoursPerUnit,
            RunSeconds = seconds,
            RunId = row.Find("run_id") ?? (row.Has("run_id") ? null : row.Find("experiment_id")),
            Task = row.Find("task_name"),
            Timestamp = TimeOf(row.Find("timestamp")),
            Record = row,
            RecordedMacs = Whole(row, facts, "macs"),
            Device = string.Join(", ", new[] { row.Find("cpu_model"), row.Find("gpu_model") }.OfType<string>()) is { Length: > 0 } device
                ? device
                : null,
        };
    }

    // A module of a network is named by its position; its dimensions follow from the architecture, not from the row.
    private static LayerConfiguration? Configuration(MeasurementRow row, Dictionary<string, string> facts, string module,
        string? architecture)
    {
        LayerType? type = LayerTypes.Parse(module);
        bool dimensions = facts.ContainsKey(LayerKeys.InputSize) || facts.ContainsKey(LayerKeys.ImageSize);
        if (architecture is not null && !dimensions)
            return null;
        if (type is not { } known)
        {
            throw new InputException(row.Place("project_name"),
                $"module '{module}' is no known layer type ({string.Join(", ", LayerTypes.All)}), and no architecture is named");
        }

        try
        {
            return LayerConfiguration.Create(known, key => Whole(row, facts, key));
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(row.Place().File!, row.Line);
        }
    }

    private static Dictionary<string, string> Facts(MeasurementRow row, CodeCarbonColumns mapping)
    {
        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        foreach (string pair in (row.Find("project_name") ?? "").Split(','))
        {
            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                continue;
            string key = pair[..colon].Trim();
            string value = pair[(colon + 1)..].Trim();
            if (key == "freeText")
                AddFreeText(facts, value);
            else if (!facts.TryAdd(key, value))
                throw new InputException(row.Place("project_name"), $"names '{key}' twice");
        }

        foreach ((string key, string source) in mapping.Facts)
            facts[key] = source.StartsWith(':') ? source[1..] : row.Text(source);
        return facts;
    }

    private static void AddFreeText(Dictionary<string, string> facts, string text)
    {
        foreach (string pair in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                facts.TryAdd(pair[..equals].Trim(), pair[(equals + 1)..].Trim());
        }
    }

    private static long? Whole(MeasurementRow row, Dictionary<string, string> facts, string key)
    {
        if (!facts.TryGetValue(key, out string? text))
            return null;
        double value = row.Number(key, text);
        return value == Math.Floor(value) && Math.Abs(value) < 9e15
            ? (long)value
            : throw new InputException(row.Place(key), $"is '{text}', expected a whole number");
    }

    // Local time without a zone, as CodeCarbon writes it: only differences are used.
    private static DateTime? TimeOf(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time) ? time : null;

    private static InputException Missing(MeasurementRow row, string key) =>
        new(row.Place("project_name"), $"does not say {key}; give `{nameof(CodeCarbonColumns)}` {key}=COLUMN or {key}:NUMBER for files of "
            + "another form")
        {
            Arguments = [nameof(CodeCarbonColumns)],
        };

    private static void CheckMachine(List<CodeCarbonRun> runs)
    {
        CodeCarbonRun first = runs[0];
        if (runs.Find(run => run.Device != first.Device) is { } other)
        {
            throw new InputException(
                other.Place, $"is of another machine ({other.Device ?? "none named"}) than line {first.Place.Line} "
                    + $"({first.Device ?? "none named"}); import machines one by one");
        }
    }

    private static void CheckUnit(List<CodeCarbonRun> runs)
    {
        CodeCarbonRun[] powered = [.. runs.Where(run => run.Watts > 0)];
        if (powered.Length == 0)
            return;
        double[] watts = [.. powered.Select(run => run.Watts!.Value).Order()];
        double median = watts[watts.Length / 2];
        foreach (CodeCarbonRun run in powered)
        {
            if (run.Watts > median * LargestPowerRatio || run.Watts < median / LargestPowerRatio)
            {
                throw new InputException(run.Place, string.Create(
                    CultureInfo.InvariantCulture,
                    $"needs {run.Watts:g4} W, and half of the rows need {median:g4} W or more: the energies are not in one unit"));
            }
        }
    }
}
