using System.Globalization;

namespace JouleTree.Metering.Machines;

/// <summary>
/// A process, its children and theirs, by what Linux tells in <c>/proc</c>. One that was seen once is followed on, also when its parent
/// ended and another took it over. Not safe for several threads.
/// </summary>
/// <remarks>
/// Processor time that a process used is in its parent's when that waited for it (<c>wait</c>), so that the sum over those that live
/// loses nothing that way. What began and ended between two looks, and was never waited for, is not seen.
/// </remarks>
/// <param name="root">Root of the file system.</param>
/// <param name="id">The process.</param>
internal sealed class ProcessTree(string root, int id)
{
    private Dictionary<int, ProcessStat> _living = [];
    private double _orphansSeconds;

    /// <summary>Processor time of those that live, and of orphans that ended, as far as it was seen; steps of 10 ms.</summary>
    public double CpuSeconds => _orphansSeconds + _living.Values.Sum(process => process.CpuSeconds);

    /// <summary>Memory that they hold; what several share is counted for each.</summary>
    public long ResidentBytes => _living.Values.Sum(process => process.ResidentPages) * Environment.SystemPageSize;

    /// <summary>Those that live, by number and name.</summary>
    public IReadOnlyList<string> Living =>
    [
        .. _living.Where(pair => !pair.Value.HasEnded).OrderBy(pair => pair.Key)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value.Name} ({pair.Key})")),
    ];

    /// <summary>Most that lived at once.</summary>
    public int Most { get; private set; }

    /// <summary>Looks again.</summary>
    public void Look()
    {
        Dictionary<int, ProcessStat> found = [];
        Queue<int> open = new([id, .. _living.Keys]);
        while (open.TryDequeue(out int next))
        {
            if (found.ContainsKey(next) || Stat(next) is not { } stat)
                continue;
            // A number that was given out again is another process.
            if (_living.TryGetValue(next, out ProcessStat before) && before.StartTicks != stat.StartTicks)
                continue;
            found.Add(next, stat);
            foreach (int child in Children(next))
                open.Enqueue(child);
        }

        foreach ((int gone, ProcessStat last) in _living)
        {
            // Whom init or another took over, nobody of these waits for.
            if (gone != id && !found.ContainsKey(gone) && !_living.ContainsKey(last.ParentId))
                _orphansSeconds += last.CpuSeconds;
        }

        _living = found;
        Most = Math.Max(Most, found.Count);
    }

    private ProcessStat? Stat(int process) => Read(Path.Combine(root, "proc", Text(process), "stat")) is { } text
        ? ProcessStat.Parse(text)
        : null;

    private IEnumerable<int> Children(int process)
    {
        string tasks = Path.Combine(root, "proc", Text(process), "task");
        string[] threads;
        try
        {
            threads = Directory.GetDirectories(tasks);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return threads.SelectMany(thread => (Read(Path.Combine(thread, "children")) ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int child) ? child : 0)
            .Where(child => child > 0));
    }

    // A process may end at any moment, and its files with it.
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(int process) => process.ToString(CultureInfo.InvariantCulture);
}
