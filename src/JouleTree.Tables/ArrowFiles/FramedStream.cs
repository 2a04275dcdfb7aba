using System.Buffers.Binary;
using JouleTree.Core.Files;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>
/// An Arrow file to read from that refuses a message longer than itself, and one whose lists are longer than it: the decoder takes memory
/// for what it reads before it looks for what is there.
/// </summary>
/// <param name="file">The file; it is disposed with the stream.</param>
internal sealed class FramedStream(Stream file) : ReadingStream
{
    private int _next;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (count < buffer.Length)
            return count;
        // All else comes in eights; -1 stands before the lengths of newer files.
        if (count == sizeof(int))
        {
            _next = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            if (_next < -1 || _next > file.Length)
                throw new InvalidDataException($"a message of {_next} bytes in a file of {file.Length}");
        }
        else if (count == _next)
        {
            MessageChecks.Check(buffer);
            _next = 0;
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
