using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.Tables;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>
/// Reads layer measurements from what users have: a JSONL file of the import, a CSV of averaged measurements as
/// published (kWh per forward pass in <c>cpu_energy</c>), or a folder of such files. What a file is shows its first character.
/// </summary>
internal static class LayerDataReader
{
    private static readonly string[] Dimensions =
        [.. LayerTypes.All.SelectMany(type => type.Keys()).Distinct().Where(key => key != LayerKeys.BatchSize)];

    /// <summary>Reads measurements.</summary>
    /// <param name="source">A file or folder; a pipe may be read again.</param>
    /// <returns>Measurements in file order; files of a folder in the order of their names.</returns>
    /// <exception cref="InputException">Nothing is there, a file is wrong, or the machines differ.</exception>
    public static IReadOnlyList<LayerMeasurement> Read(InputFile source)
    {
        ArgumentNullException.ThrowIfNull(source);
        // Layers and networks may be asked of the same file one after the other.
        source.Keep();
        InputFile[] files = source.IsFolder
            ? [.. Directory.EnumerateFiles(source.Path!).Where(IsMeasurements).Order(StringComparer.Ordinal)]
            : [source];
        if (files.Length == 0)
            throw new InputException(new InputPlace(source.Name), "holds no .csv or .jsonl file");
        List<LayerMeasurement> measurements = [.. files.SelectMany(ReadFile)];
        if (measurements.Count == 0)
            throw new InputException(new InputPlace(source.Name), "holds no measurement");
        string? device = measurements[0].Device;
        if (measurements.Find(one => one.Device != device) is { } other)
            throw OtherMachine(other, measurements[0]);
        return measurements;
    }

    /// <summary>Reads several files or folders, which may name the machine or not, but not different ones.</summary>
    /// <param name="sources">Files and folders; one that is named twice is read once.</param>
    /// <exception cref="InputException">As <see cref="Read(InputFile)"/>.</exception>
    public static IReadOnlyList<LayerMeasurement> Read(IEnumerable<InputFile> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        List<LayerMeasurement> all =
            [.. sources.DistinctBy(one => one.Path is { } path ? Path.GetFullPath(path) : one.Name).SelectMany(Read)];
        LayerMeasurement[] named = [.. all.Where(one => one.Device is not null).DistinctBy(one => one.Device)];
        return named.Length > 1 ? throw OtherMachine(named[1], named[0]) : all;
    }

    private static InputException OtherMachine(LayerMeasurement other, LayerMeasurement first) =>
        new(other.Place, $"was measured on another machine ({other.Device ?? "none named"}) than {first.Place} "
            + $"({first.Device ?? "none named"})");

    private static bool IsMeasurements(string path) =>
        Array.Exists([".csv", ".csv.gz", ".jsonl"], ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<LayerMeasurement> ReadFile(InputFile file)
    {
        if (file.StartsAsJsonObject())
            return LayerMeasurementFile.Read(file);
        MeasurementTable table = MeasurementTable.Read(file);
        if (table.Has("project_name"))
            throw new InputException(new InputPlace(file.Name, 1),
                "is a CodeCarbon file of single runs: average it first with jouletree import codecarbon");
        string type = file.FileName.Split('.')[0];
        return table.Rows.Select(row => ReadRow(row, type, table));
    }

    private static LayerMeasurement ReadRow(MeasurementRow row, string fileType, MeasurementTable table)
    {
        string module = row.Find("module") ?? fileType;
        string? architecture = row.Find("architecture");
        double kilowattHours = row.Number("cpu_energy");
        if (kilowattHours <= 0)
            throw new InputException(row.Place("cpu_energy"),
                $"is {row.Text("cpu_energy")}, expected an energy above 0: what ran used some; leave out rows that were not measured");
        double? passes = row.FindNumber("forward_passes");
        if (passes <= 0)
            throw new InputException(row.Place("forward_passes"), "is not above 0");
        long? index = row.FindWhole("layer_idx");
        if (index is < 0 or > int.MaxValue)
            throw new InputException(row.Place("layer_idx"), $"is {index}, expected the number of a layer from 0 on");
        // A module may be named by its place in a network instead, but then by nothing else: half a configuration is a mistake.
        bool byPlace = architecture is not null && index is not null && !Dimensions.Any(table.Has);
        LayerConfiguration? configuration = byPlace ? null : Configuration(row, module);
        long batchSize = configuration?.BatchSize ?? row.FindWhole(LayerKeys.BatchSize)
            ?? throw new InputException(row.Place(LayerKeys.BatchSize), "is missing");
        if (batchSize < 1)
            throw new InputException(row.Place(LayerKeys.BatchSize), $"is {batchSize}, expected at least 1");
        return new LayerMeasurement
        {
            Module = configuration?.Type.ToString() ?? module,
            BatchSize = batchSize,
            Configuration = configuration,
            Architecture = architecture,
            LayerIndex = (int?)index,
            EnergyJoules = kilowattHours * CodeCarbonReader.JoulesPerKilowattHour,
            EnergySource = "measured: cpu_energy of CodeCarbon",
            Seconds = row.FindNumber("duration") / passes,
            RecordedMacs = row.FindNumber("macs"),
            ForwardPasses = passes,
            Device = row.Find("cpu_model"),
            Place = row.Place(),
        };
    }

    private static LayerConfiguration Configuration(MeasurementRow row, string module)
    {
        LayerType type = LayerTypes.Parse(module) ?? throw new InputException(
            row.Place("module"), $"'{module}' is no known layer type ({string.Join(", ", LayerTypes.All)}); name the file or its column "
                + $"module by one");
        try
        {
            return LayerConfiguration.Create(type, row.FindWhole);
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(row.Place().File!, row.Line);
        }
    }
}
