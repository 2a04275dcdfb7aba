using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>Turns CodeCarbon files into layer measurements.</summary>
internal static class CodeCarbonImport
{
    /// <summary>Reads files, drops or mends bad rows, and averages repetitions over all files.</summary>
    /// <param name="files">CSV files.</param>
    /// <param name="logs">Logs: none, one for all files, or one a file in the same order.</param>
    /// <param name="rule">What to do about bad rows.</param>
    /// <param name="columns">Where the facts stand, or null for the published form.</param>
    /// <exception cref="InputException">A file is wrong, or the logs do not fit the files.</exception>
    public static CodeCarbonImportResult Read(
        IReadOnlyList<InputFile> files, IReadOnlyList<InputFile> logs, BadRowRule rule, CodeCarbonColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(logs);
        if (logs.Count > 1 && logs.Count != files.Count)
            throw new InputException($"{logs.Count} logs for {files.Count} files: give one log for all, or one a file in the same order");
        CodeCarbonLog[] read = [.. logs.Select(CodeCarbonLog.Read)];
        List<CodeCarbonRun> kept = [];
        List<RowRemark> remarks = [];
        int rows = 0;
        for (int index = 0; index < files.Count; index++)
        {
            IReadOnlyList<CodeCarbonRun> runs = CodeCarbonReader.Read(files[index], columns);
            CodeCarbonLog? log = read.Length == 0 ? null : read[read.Length == 1 ? 0 : index];
            (IReadOnlyList<CodeCarbonRun> good, IReadOnlyList<RowRemark> found) = BadRows.Apply(runs, log, rule);
            kept.AddRange(good);
            remarks.AddRange(found);
            rows += runs.Count;
        }

        string? device = kept.Count > 0 ? kept[0].Device : null;
        if (kept.Find(run => run.Device != device) is { } other)
            throw new InputException(
                other.Place, $"is of another machine ({other.Device}) than {kept[0].Place} ({device}); import machines one by one");
        return new CodeCarbonImportResult(rows, Average(kept, (columns ?? new CodeCarbonColumns()).Energy), remarks);
    }

    private static IReadOnlyList<LayerMeasurement> Average(List<CodeCarbonRun> runs, string energy) =>
        [.. runs
            .GroupBy(run => (run.Module, run.Configuration, run.BatchSize, run.Architecture, run.LayerIndex))
            .Select(group => Merge([.. group], energy))];

    private static LayerMeasurement Merge(CodeCarbonRun[] runs, string energy)
    {
        CodeCarbonRun first = runs[0];
        // Averaged in kWh, as published, so that the printed digits agree; joules come last.
        double[] perPass = [.. runs.Select(run => run.RunKilowattHours / run.ForwardPasses)];
        if (Array.Find(runs, run => run.RecordedMacs != first.RecordedMacs) is { } other)
        {
            throw new InputException(other.Place, string.Create(
                CultureInfo.InvariantCulture, $"records {other.RecordedMacs} MACs for what {first.Place} records with "
                    + $"{first.RecordedMacs}"));
        }

        return new LayerMeasurement
        {
            Module = first.Module,
            BatchSize = first.BatchSize,
            Configuration = first.Configuration,
            Architecture = first.Architecture,
            LayerIndex = first.LayerIndex,
            EnergyJoules = perPass.Average() * CodeCarbonReader.JoulesPerKilowattHour,
            EnergySource = $"measured: {energy} of CodeCarbon",
            RepetitionJoules = [.. perPass.Select(value => value * CodeCarbonReader.JoulesPerKilowattHour)],
            Seconds = Array.TrueForAll(runs, run => run.RunSeconds is not null)
                ? runs.Average(run => run.RunSeconds!.Value / run.ForwardPasses)
                : null,
            RecordedMacs = first.RecordedMacs,
            ForwardPasses = runs.Average(run => run.ForwardPasses),
            Device = first.Device,
            Place = first.Place,
        };
    }
}

/// <summary>What an import gave.</summary>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Measurements">Averages of the repetitions, in the order of their first row.</param>
/// <param name="Remarks">Rows that were dropped or mended, with the reason, in file order.</param>
internal sealed record CodeCarbonImportResult(
    int Rows, IReadOnlyList<LayerMeasurement> Measurements, IReadOnlyList<RowRemark> Remarks);
