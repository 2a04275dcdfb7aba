using System.Globalization;

namespace JouleTree.Metering.Machines;

/// <summary>A process as Linux tells of it in <c>/proc/PID/stat</c>.</summary>
/// <param name="ParentId">Its parent.</param>
/// <param name="Group">Its process group.</param>
/// <param name="TerminalGroup">The group that its terminal sends Ctrl-C to; -1 without a terminal.</param>
/// <param name="CpuSeconds">Processor time of its threads and of those children that ended and that it waited for.</param>
/// <param name="StartTicks">When it began, since the start of the system: with the number, what tells it from a later one.</param>
/// <param name="ResidentPages">Pages of memory that it holds.</param>
/// <param name="Name">Name of its program, cut off after 15 letters.</param>
/// <param name="HasEnded">It has ended and is waited for.</param>
internal readonly record struct ProcessStat(
    int ParentId, int Group, int TerminalGroup, double CpuSeconds, long StartTicks, long ResidentPages, string Name, bool HasEnded)
{
    // Places behind the name, which stands in brackets and may hold any letter (proc(5)).
    private const int State = 0;
    private const int Parent = 1;
    private const int ProcessGroup = 2;
    private const int ForegroundGroup = 5;
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int ChildrenUserTime = 13;
    private const int ChildrenSystemTime = 14;
    private const int StartTime = 19;
    private const int Resident = 21;

    /// <summary>What the file says; null where it is cut off or something else.</summary>
    /// <param name="stat">Content of the file.</param>
    public static ProcessStat? Parse(string stat)
    {
        ArgumentNullException.ThrowIfNull(stat);
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        if (open < 0 || close < open)
            return null;
        string[] fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= Resident || fields[State].Length == 0)
            return null;
        long[] numbers = new long[Resident + 1];
        for (int field = Parent; field <= Resident; field++)
        {
            // Limits of memory come later, and are more than a number can hold.
            if (!long.TryParse(fields[field], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[field]))
                return null;
        }

        long ticks = numbers[UserTime] + numbers[SystemTime] + numbers[ChildrenUserTime] + numbers[ChildrenSystemTime];
        return new ProcessStat((int)numbers[Parent], (int)numbers[ProcessGroup], (int)numbers[ForegroundGroup],
            ticks * ProcParser.SecondsPerTick, numbers[StartTime], numbers[Resident], stat[(open + 1)..close],
            fields[State] is "Z" or "X");
    }
}
