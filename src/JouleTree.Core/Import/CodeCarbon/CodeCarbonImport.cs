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
    /// <exception cref="InputException">A file is wrong, the logs do not fit the files, or no row is left.</exception>
    public static CodeCarbonImportResult Read(
        IReadOnlyList<InputFile> files, IReadOnlyList<InputFile> logs, BadRowRule rule, CodeCarbonColumns? columns = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(logs);
        if (logs.Count > 1 && logs.Count != files.Count)
            throw new InputException($"{logs.Count} logs for {files.Count} files: give one log for all, or one a file in the same order");
        CodeCarbonLog[] read = [.. logs.Select(CodeCarbonLog.Read)];
        string energy = (columns ?? new CodeCarbonColumns()).Energy;
        IReadOnlyList<CodeCarbonRun>[] all = [.. files.Select(file => CodeCarbonReader.Read(file, columns))];
        Dictionary<CodeCarbonRun, string> repeated = RepeatedRows.Find([.. all.SelectMany(runs => runs)]);
        List<CodeCarbonRun> kept = [];
        List<RowRemark> remarks = [];
        for (int index = 0; index < files.Count; index++)
        {
            CodeCarbonLog? log = read.Length == 0 ? null : read[read.Length == 1 ? 0 : index];
            (IReadOnlyList<CodeCarbonRun> good, IReadOnlyList<RowRemark> found) = BadRows.Apply(
                [.. all[index].Where(run => !repeated.ContainsKey(run))], all[index].Count, log, rule, energy);
            kept.AddRange(good);
            IEnumerable<RowRemark> again = all[index].Where(repeated.ContainsKey)
                .Select(run => new RowRemark(run.Row, run.Place, Dropped: true, repeated[run]));
            remarks.AddRange(found.Concat(again).OrderBy(remark => remark.Row));
        }

        int rows = all.Sum(runs => runs.Count);
        if (kept.Count == 0)
            throw NothingLeft(all, remarks, energy);
        string? device = kept[0].Device;
        if (kept.Find(run => run.Device != device) is { } other)
            throw new InputException(
                other.Place, $"is of another machine ({other.Device}) than {kept[0].Place} ({device}); import machines one by one");
        return new CodeCarbonImportResult(rows, Average(kept, energy), remarks);
    }

    private static InputException NothingLeft(IReadOnlyList<CodeCarbonRun>[] all, List<RowRemark> remarks, string energy)
    {
        InputPlace place = remarks[0].Place with { Line = null };
        if (!Array.Exists(all, runs => runs.Any(run => run.RunKilowattHours > 0)))
            return new InputException(place with { Field = energy },
                $"is 0 in all {remarks.Count} rows, from line {remarks[0].Place.Line} on: nothing was measured, as CodeCarbon writes 0 "
                    + $"where it finds no counter; measure where there is one, or name another column (`{nameof(CodeCarbonColumns)}` "
                    + "energy=COLUMN)")
            {
                Arguments = [nameof(CodeCarbonColumns)],
            };
        return new InputException(place, $"gives no measurement, all {remarks.Count} rows are dropped: "
            + string.Join("; ", remarks.Take(3).Select(remark => $"{remark.Place}: {remark.Reason}"))
            + (remarks.Count > 3 ? " ..." : "") + $"; choose another `{nameof(BadRowRule)}`, or measure again")
        {
            Arguments = [nameof(BadRowRule)],
        };
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
