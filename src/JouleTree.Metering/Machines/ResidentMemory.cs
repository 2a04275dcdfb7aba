using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace JouleTree.Metering.Machines;

/// <summary>The memory that this process holds.</summary>
internal static class ResidentMemory
{
    // Seven numbers of pages.
    private const int LongestLine = 160;

    private static readonly Lazy<SafeFileHandle?> File = new(Open);

    /// <summary>Bytes that are held now.</summary>
    /// <remarks>On Linux from <c>/proc/self/statm</c>, kept open: nothing is allocated, where the system library reads a file
    /// as text (3 kB a time).</remarks>
    public static long OfThisProcess()
    {
        if (File.Value is not { } file)
            return Environment.WorkingSet;
        Span<byte> text = stackalloc byte[LongestLine];
        return Pages(text[..RandomAccess.Read(file, text, 0)]) is { } pages ? pages * Environment.SystemPageSize : Environment.WorkingSet;
    }

    /// <summary>The second number of a <c>statm</c> file: pages in memory; null where there is none.</summary>
    /// <param name="statm">Content of the file.</param>
    public static long? Pages(ReadOnlySpan<byte> statm)
    {
        int space = statm.IndexOf((byte)' ');
        return space >= 0 && Utf8Parser.TryParse(statm[(space + 1)..], out long pages, out _) ? pages : null;
    }

    private static SafeFileHandle? Open()
    {
        try
        {
            return OperatingSystem.IsLinux() ? System.IO.File.OpenHandle("/proc/self/statm") : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
