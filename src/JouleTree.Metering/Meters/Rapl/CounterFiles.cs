using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.Rapl;

/// <summary>The files of counters, kept open. Not safe for several threads.</summary>
internal sealed class CounterFiles : IDisposable
{
    // 2^64 has 20 digits; a line end follows.
    private const int LongestNumber = 32;

    private readonly Dictionary<RaplZone, KeptFile> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Value of a zone's counter in microjoules.</summary>
    /// <param name="zone">The zone.</param>
    /// <exception cref="UnauthorizedAccessException">The kernel keeps the counter from this user.</exception>
    /// <exception cref="IOException">The counter is gone or cannot be read.</exception>
    /// <exception cref="FormatException">It holds something other than a number.</exception>
    public ulong ReadMicrojoules(RaplZone zone)
    {
        if (!_open.TryGetValue(zone, out KeptFile? file))
        {
            file = new KeptFile(PowercapFolder.CounterOf(zone));
            _open.Add(zone, file);
        }

        Span<byte> text = stackalloc byte[LongestNumber];
        try
        {
            return PowercapFolder.ParseCounter(text[..file.Read(text)]);
        }
        catch (FormatException)
        {
            file.Forget();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KeptFile file in _open.Values)
            file.Dispose();
        _open.Clear();
    }
}
