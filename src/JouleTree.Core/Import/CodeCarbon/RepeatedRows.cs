using JouleTree.Core.Errors;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>Finds rows that repeat others: written twice, or earlier states of a run whose last row has its total.</summary>
/// <remarks>
/// CodeCarbon's <c>flush</c> writes a row whose duration and energies reach from the start of the run until then, and <c>stop</c>
/// writes the last: rows of one <c>run_id</c> are cumulative. Its tasks (<c>task_name</c>) have energies of their own. Rows that share a
/// run's name and are measurements of their own, by their times, are kept; what can be neither is refused.
/// </remarks>
internal static class RepeatedRows
{
    // CodeCarbon writes times in whole seconds.
    private const double RoundingSeconds = 1.5;

    private const double LargestTimeError = 0.1;

    /// <summary>The rows that repeat others, with the reason.</summary>
    /// <param name="runs">Rows of all files, in their order.</param>
    /// <exception cref="InputException">Rows of one run are neither cumulative nor measurements of their own.</exception>
    public static Dictionary<CodeCarbonRun, string> Find(IReadOnlyList<CodeCarbonRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Dictionary<CodeCarbonRun, string> repeated = new(ReferenceEqualityComparer.Instance);
        // Energies of copies are equal, so that few rows are compared in full.
        foreach (IGrouping<(double, double?), CodeCarbonRun> alike in runs.GroupBy(run => (run.RunKilowattHours, run.RunSeconds)))
        {
            List<CodeCarbonRun> first = [];
            foreach (CodeCarbonRun run in alike)
            {
                if (first.Find(one => one.Record.IsCopyOf(run.Record)) is { } original)
                    repeated.Add(run, $"it is written twice, the same as {PlaceOf(original, run)} in every field");
                else
                    first.Add(run);
            }
        }

        ILookup<string?, CodeCarbonRun> tasks = runs.Where(run => run.Task is not null).ToLookup(run => run.RunId);
        foreach (CodeCarbonRun run in runs.Where(run => run is { RunId: not null, Task: null } && !repeated.ContainsKey(run)))
        {
            if (tasks[run.RunId].FirstOrDefault() is { } task)
                repeated.Add(run, $"it is the whole of run {run.RunId}, whose tasks have rows of their own from {PlaceOf(task, run)} on");
        }

        foreach (IGrouping<(string?, string?), CodeCarbonRun> ofRun in runs
            .Where(run => run.RunId is not null && !repeated.ContainsKey(run)).GroupBy(run => (run.RunId, run.Task)))
        {
            // By time, and where that says nothing by duration: files may have been put together in any order.
            CodeCarbonRun[] rows = [.. ofRun.OrderBy(run => run.Timestamp).ThenBy(run => run.RunSeconds)];
            for (int index = 1; index < rows.Length; index++)
            {
                if (!AreApart(rows[index - 1], rows[index]))
                    repeated.Add(rows[index - 1], EarlierState(rows[index - 1], rows[index]));
            }
        }

        return repeated;
    }

    /// <summary>True where the times say that the later row covers nothing of the earlier one.</summary>
    private static bool AreApart(CodeCarbonRun earlier, CodeCarbonRun later)
    {
        if (later.Timestamp - earlier.Timestamp is not { } passed || later.RunSeconds is not { } duration)
            return false;
        double seconds = passed.TotalSeconds;
        // Of a cumulative row, the duration has grown by the time that has passed.
        double grown = duration - (earlier.RunSeconds ?? 0);
        return seconds + RoundingSeconds >= duration
            && Math.Abs(grown - seconds) > Math.Max(RoundingSeconds, LargestTimeError * seconds);
    }

    private static string EarlierState(CodeCarbonRun earlier, CodeCarbonRun later)
    {
        string run = later.Task is { } task ? $"task {task}" : $"run {later.RunId}";
        string beside = PlaceOf(earlier, later);
        const string advice = "; give each measurement a run_id of its own";
        if (!earlier.IsOfConfigurationOf(later))
            throw new InputException(later.Place with { Field = "run_id" },
                $"is {later.RunId}, as of {beside}, which is of another configuration: CodeCarbon's rows of one run are cumulative, so "
                    + $"that the energy of this one holds that of the other{advice}, or measure them as tasks of the run (task_name)");
        if (earlier.RunSeconds is null || later.RunSeconds is null)
            throw new InputException(later.Place with { Field = "duration" },
                $"is missing here or at {beside}, which is of the same {run}: without it nobody knows whether the rows are "
                    + $"cumulative{advice}");
        if (later.RunKilowattHours < earlier.RunKilowattHours || later.RunSeconds < earlier.RunSeconds
            || (later.RunSeconds == earlier.RunSeconds && later.RunKilowattHours != earlier.RunKilowattHours))
            throw new InputException(later.Place with { Field = "run_id" },
                $"is {later.RunId}, as of {beside}, but its duration and energy are neither what that row has and more, as in "
                    + $"CodeCarbon's cumulative rows, nor measured after it{advice}");
        return $"it is an earlier state of {run}, whose total is in {PlaceOf(later, earlier)}";
    }

    private static string PlaceOf(CodeCarbonRun run, CodeCarbonRun seenFrom) =>
        run.Place.File == seenFrom.Place.File ? $"line {run.Place.Line}" : run.Place.ToString();
}
