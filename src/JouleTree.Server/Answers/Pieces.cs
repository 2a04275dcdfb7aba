using System.Buffers;

namespace JouleTree.Server.Answers;

/// <summary>
/// Bytes of an answer in pieces of 64 KiB. Whole answers are often larger than 85,000 bytes, from where on arrays are freed only
/// with the oldest generation: a server that makes one a request grows by hundreds of megabytes.
/// </summary>
/// <param name="pooled">True where pieces are lent, for answers that are sent once; false where they are kept.</param>
internal sealed class Pieces(bool pooled) : IBufferWriter<byte>, IDisposable
{
    private const int PieceBytes = 1 << 16;

    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _open = [];
    private int _used;

    /// <summary>Number of bytes.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _open.Length - _used);
        _used += count;
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_open.Length - _used < Math.Max(1, sizeHint))
        {
            Close();
            int size = Math.Max(PieceBytes, sizeHint);
            _open = pooled ? ArrayPool<byte>.Shared.Rent(size) : new byte[size];
        }

        return _open.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Sends all pieces.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="cancellation">Ends sending early.</param>
    public async Task SendAsync(Stream stream, CancellationToken cancellation)
    {
        foreach ((byte[] bytes, int length) in _full)
            await stream.WriteAsync(bytes.AsMemory(0, length), cancellation).ConfigureAwait(false);
        if (_used > 0)
            await stream.WriteAsync(_open.AsMemory(0, _used), cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a text that is kept: nothing is written any more, and no room is held for it.</summary>
    public void Trim() => Array.Resize(ref _open, _used);

    /// <summary>Gives lent pieces back.</summary>
    public void Dispose()
    {
        Close();
        if (pooled)
        {
            foreach ((byte[] bytes, _) in _full)
                ArrayPool<byte>.Shared.Return(bytes);
        }

        _full.Clear();
    }

    private void Close()
    {
        if (_open.Length > 0)
            _full.Add((_open, _used));
        (_open, _used) = ([], 0);
    }
}
