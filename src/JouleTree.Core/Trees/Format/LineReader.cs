using System.Runtime.ExceptionServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Trees.Format;

/// <summary>Cuts a stream into lines of bytes without copying them; blank lines are passed over.</summary>
/// <param name="stream">Stream to read; it stays open.</param>
/// <param name="name">What error messages call it.</param>
internal sealed class LineReader(Stream stream, string name)
{
    /// <summary>Longest line that is accepted, in bytes: some 400,000 nodes in one tree.</summary>
    internal const int MaxLineLength = 256 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _ended;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The current line without its end; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Number of the current line, counted from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Goes to the next line that is not blank.</summary>
    /// <returns>False at the end of the stream, and where it fails: lines are read ahead, and what is wrong with earlier ones comes
    /// first.</returns>
    public bool Read()
    {
        try
        {
            while (_failure is null && Next())
            {
                if (!Line.Span.Trim(" \t\r"u8).IsEmpty)
                    return true;
            }
        }
        catch (InputException error)
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }

        Line = default;
        return false;
    }

    /// <summary>Tells a failure from the end of the stream.</summary>
    /// <exception cref="InputException">The stream cannot be read or a line is too long.</exception>
    public void ThrowIfFailed() => _failure?.Throw();

    private bool Next()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                Take(searched + length, skip: 1);
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                if (searched == 0)
                    return false;
                Take(searched, skip: 0);
                return true;
            }

            Fill();
        }
    }

    private void Take(int length, int skip)
    {
        Line = _buffer.AsMemory(_start, length);
        _start += length + skip;
        LineNumber++;
        if (LineNumber == 1 && Line.Span.StartsWith(ByteOrderMark))
            Line = Line[ByteOrderMark.Length..];
    }

    private void Fill()
    {
        int kept = _end - _start;
        if (kept > MaxLineLength)
            throw new InputException(new InputPlace(name, LineNumber + 1),
                $"the line is longer than {MaxLineLength >> 20} MiB, expected one tree a line");
        if (_start > 0)
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
            _start = 0;
            _end = kept;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (InvalidDataException error)
        {
            throw new InputException(new InputPlace(name), "is a damaged gzip file, or none", error);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(name, "cannot be read", error);
        }
    }
}
