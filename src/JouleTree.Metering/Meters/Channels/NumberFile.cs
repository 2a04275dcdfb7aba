using System.Globalization;
using System.Text;

namespace JouleTree.Metering.Meters.Channels;

/// <summary>A file of the kernel that holds one whole number. Not safe for several threads.</summary>
/// <param name="path">The file.</param>
/// <param name="unit">Unit of the number, for people, such as <c>microwatts</c>.</param>
internal sealed class NumberFile(string path, string unit) : IDisposable
{
    // 2^64 has 20 digits; a sign and a line end may be there.
    private const int LongestNumber = 32;

    private readonly KeptFile _file = new(path);

    /// <summary>The number now.</summary>
    /// <exception cref="UnauthorizedAccessException">The kernel keeps it from this user.</exception>
    /// <exception cref="IOException">It is gone or cannot be read.</exception>
    /// <exception cref="FormatException">It holds something other than a whole number.</exception>
    public long Read()
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        ReadOnlySpan<byte> number = text[.._file.Read(text)].Trim(" \t\r\n\0"u8);
        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            return value;
        _file.Forget();
        throw new FormatException($"{_file.Path} holds '{Encoding.UTF8.GetString(number)}', expected a whole number of {unit}");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
