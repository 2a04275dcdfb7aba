namespace JouleTree.Metering.Meters.Rapl;

/// <summary>Finds zones that show one counter several times.</summary>
/// <remarks>
/// On processors of several dies the kernel makes a zone for each die (<c>package-0-die-0</c>, <c>package-0-die-1</c>, on older kernels
/// <c>package-0</c> twice). On Intel's these are counters of their own; on some of AMD's each shows the counter of the whole socket. A
/// counter that is read between two readings of another of the same socket and lies between them is that one: counters run since the
/// machine started and differ by far more than the few millijoules of the moment between.
/// </remarks>
internal static class MirroredZones
{
    // What a socket of 200 W uses between two updates of its counter (1 ms), which two dies need not see at one moment.
    private const ulong SlackMicrojoules = 200_000;

    /// <summary>The zones, those that mirror an earlier one marked so.</summary>
    /// <param name="zones">Zones in the order of their ids.</param>
    /// <param name="read">Reads a counter in microjoules.</param>
    public static IReadOnlyList<RaplZone> Mark(IReadOnlyList<RaplZone> zones, Func<RaplZone, ulong> read)
    {
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(read);
        List<RaplZone> marked = [];
        foreach (RaplZone zone in zones)
        {
            RaplZone? original = zone.SocketAndName(zones) is { } socket
                ? marked.Find(one => one.MirrorOf is null && one.SocketAndName(zones) == socket && IsSame(one, zone, read))
                : null;
            marked.Add(original is null ? zone : zone with { MirrorOf = original.Id });
        }

        return marked;
    }

    private static bool IsSame(RaplZone one, RaplZone other, Func<RaplZone, ulong> read)
    {
        if (one.MaxMicrojoules != other.MaxMicrojoules)
            return false;
        ulong before = read(one);
        ulong between = read(other);
        ulong after = read(one);
        // A counter that wraps around just here is met again at the next start.
        return after >= before && between + SlackMicrojoules >= before && between <= after + SlackMicrojoules;
    }
}
