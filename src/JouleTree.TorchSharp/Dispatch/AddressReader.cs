using System.Buffers.Binary;

namespace JouleTree.TorchSharp.Dispatch;

/// <summary>
/// Reads memory of this process at addresses that may not be any: through the system, which refuses instead of ending it.
/// </summary>
internal sealed class AddressReader : IDisposable
{
    private readonly FileStream _memory = new("/proc/self/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>
    /// Bytes from an object's begin to a pointer whose values are counted by the number behind it; null where there is none.
    /// </summary>
    /// <param name="start">Address of the object.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="count">How many values.</param>
    /// <param name="payloads">Payloads of the first values.</param>
    public int? FindCounted(nint start, int length, int count, ReadOnlySpan<nint> payloads)
    {
        byte[] bytes = Read(start, length);
        for (int offset = 0; offset + (2 * sizeof(long)) <= bytes.Length; offset += sizeof(long))
        {
            if (Word(bytes, offset + sizeof(long)) == count && Holds((nint)Word(bytes, offset), payloads))
                return offset;
        }

        return null;
    }

    /// <summary>Bytes from an object's begin to the pointers to the first value and behind the last; null where there are none.</summary>
    /// <param name="start">Address of the object.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="payloads">Payloads of the values, all of them.</param>
    public int? FindBetween(nint start, int length, ReadOnlySpan<nint> payloads)
    {
        byte[] bytes = Read(start, length);
        for (int offset = 0; offset + (2 * sizeof(long)) <= bytes.Length; offset += sizeof(long))
        {
            (long first, long behind) = (Word(bytes, offset), Word(bytes, offset + sizeof(long)));
            if (behind - first == payloads.Length * RecordLayout.ValueSize && Holds((nint)first, payloads))
                return offset;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private bool Holds(nint values, ReadOnlySpan<nint> payloads)
    {
        byte[] bytes = Read(values, payloads.Length * RecordLayout.ValueSize);
        for (int index = 0; index < payloads.Length; index++)
        {
            if (bytes.Length == 0 || Word(bytes, index * RecordLayout.ValueSize) != payloads[index])
                return false;
        }

        return true;
    }

    private static long Word(byte[] bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(offset));

    /// <summary>Bytes from an address, as many as can be read.</summary>
    private byte[] Read(nint address, int length)
    {
        // Nothing lies on the first page, and nothing of ours in the upper half.
        if (address < Environment.SystemPageSize)
            return [];
        byte[] bytes = new byte[length];
        try
        {
            _memory.Position = address;
            int read = _memory.Read(bytes);
            return read == length ? bytes : bytes[..read];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
