using System.Buffers;
using Apache.Arrow.Memory;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>Memory for the decoder, up to what files have that are not damaged: a size that is read is not believed beyond.</summary>
/// <param name="fileLength">Bytes of the file.</param>
internal sealed class BoundedMemory(long fileLength) : MemoryAllocator
{
    // Bytes at once, a record batch or a column of one: what is compressed is rarely a thousandth, and if so then small.
    private readonly long _most = Math.Clamp(1000 * fileLength, 1 << 24, 1 << 30);

    /// <inheritdoc/>
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length < 0 || length > _most)
            throw new InvalidDataException($"{length} bytes in one piece, expected at most {_most}");
        bytesAllocated = length;
        return new Owner(new byte[length]);
    }

    private sealed class Owner(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
        }
    }
}
