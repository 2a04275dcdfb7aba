using System.Buffers.Binary;
using System.Text;
using JouleTree.Core.Errors;

namespace JouleTree.Metering.Meters.Emi;

/// <summary>The buffers of the Windows Energy Meter Interface (<c>emi.h</c> of the Windows driver kit), versions 1 and 2.</summary>
internal static class EmiParser
{
    private const int MakerBytes = 2 * 16 * sizeof(char); // WCHAR HardwareOEM[16], HardwareModel[16]
    private const int ReadingBytes = 16;

    /// <summary>The channels that a meter's metadata describe.</summary>
    /// <param name="version">1 or 2, as the meter tells it.</param>
    /// <param name="metadata">The buffer.</param>
    /// <exception cref="InputException">The buffer is too short or its unit is not picowatt-hours.</exception>
    public static IReadOnlyList<EmiChannel> Channels(int version, ReadOnlySpan<byte> metadata) => version switch
    {
        1 => [FirstVersion(metadata)],
        2 => SecondVersion(metadata),
        _ => throw new InputException($"an energy meter of version {version}, expected 1 or 2"),
    };

    /// <summary>The readings of a measurement, one a channel.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="measurement">The buffer.</param>
    /// <exception cref="InputException">The buffer is too short.</exception>
    public static IReadOnlyList<EmiReading> Readings(int channels, ReadOnlySpan<byte> measurement)
    {
        Need(measurement, channels * ReadingBytes);
        EmiReading[] readings = new EmiReading[channels];
        for (int index = 0; index < channels; index++)
        {
            ReadOnlySpan<byte> item = measurement.Slice(index * ReadingBytes, ReadingBytes);
            readings[index] = new EmiReading(
                BinaryPrimitives.ReadUInt64LittleEndian(item), BinaryPrimitives.ReadUInt64LittleEndian(item[8..]));
        }

        return readings;
    }

    // EMI_METADATA_V1: unit (4), maker (64), revision (2), name size in bytes (2), name.
    private static EmiChannel FirstVersion(ReadOnlySpan<byte> metadata)
    {
        const int sizeAt = 4 + MakerBytes + 2;
        Need(metadata, sizeAt + 2);
        CheckUnit(metadata);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(metadata[sizeAt..]);
        Need(metadata, sizeAt + 2 + size);
        return new EmiChannel(Text(metadata.Slice(sizeAt + 2, size)));
    }

    // EMI_METADATA_V2: maker (64), revision (2), number of channels (2), then per channel unit (4), name size (2), name.
    private static List<EmiChannel> SecondVersion(ReadOnlySpan<byte> metadata)
    {
        Need(metadata, MakerBytes + 4);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(metadata[(MakerBytes + 2)..]);
        List<EmiChannel> channels = [];
        int at = MakerBytes + 4;
        for (int index = 0; index < count; index++)
        {
            Need(metadata, at + 6);
            CheckUnit(metadata[at..]);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(metadata[(at + 4)..]);
            Need(metadata, at + 6 + size);
            channels.Add(new EmiChannel(Text(metadata.Slice(at + 6, size))));
            at += 6 + size;
        }

        return channels;
    }

    private static void CheckUnit(ReadOnlySpan<byte> buffer)
    {
        int unit = BinaryPrimitives.ReadInt32LittleEndian(buffer);
        if (unit != 0)
            throw new InputException($"an energy meter with unit {unit}, expected 0 (picowatt-hours)");
    }

    private static void Need(ReadOnlySpan<byte> buffer, int bytes)
    {
        if (buffer.Length < bytes)
            throw new InputException($"an energy meter's buffer of {buffer.Length} bytes, expected at least {bytes}");
    }

    private static string Text(ReadOnlySpan<byte> utf16) => Encoding.Unicode.GetString(utf16).TrimEnd('\0');
}
