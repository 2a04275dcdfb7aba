using Microsoft.Win32.SafeHandles;

namespace JouleTree.Metering.Meters.Rapl;

/// <summary>
/// The files of counters, kept open: reading one again is one call of the system and allocates nothing. Not safe for several threads.
/// </summary>
internal sealed class CounterFiles : IDisposable
{
    // 2^64 has 20 digits; a line end follows.
    private const int LongestNumber = 32;

    private readonly Dictionary<RaplZone, SafeFileHandle> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Value of a zone's counter in microjoules.</summary>
    /// <param name="zone">The zone.</param>
    /// <exception cref="UnauthorizedAccessException">The kernel keeps the counter from this user.</exception>
    /// <exception cref="IOException">The counter is gone or cannot be read.</exception>
    /// <exception cref="FormatException">It holds something other than a number.</exception>
    public ulong ReadMicrojoules(RaplZone zone)
    {
        if (!_open.TryGetValue(zone, out SafeFileHandle? file))
        {
            file = File.OpenHandle(PowercapFolder.CounterOf(zone), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _open.Add(zone, file);
        }

        Span<byte> text = stackalloc byte[LongestNumber];
        try
        {
            return PowercapFolder.ParseCounter(text[..RandomAccess.Read(file, text, 0)]);
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            // The file of a driver that was loaded again is another one.
            _open.Remove(zone);
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle file in _open.Values)
            file.Dispose();
        _open.Clear();
    }
}
