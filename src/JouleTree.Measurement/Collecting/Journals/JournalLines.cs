using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>Reads the lines of a journal, one after the other, without holding more than one.</summary>
internal static class JournalLines
{
    /// <summary>Told each whole line.</summary>
    /// <param name="line">The line without its end; valid during the call only.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="offset">Where it begins, in bytes.</param>
    public delegate void Visitor(ReadOnlyMemory<byte> line, long number, long offset);

    /// <summary>Visits all whole lines.</summary>
    /// <param name="file">A journal.</param>
    /// <param name="visit">Told each of them.</param>
    /// <returns>
    /// Where the last whole line ends, in bytes. What follows was being written when its writer died; only the last line can
    /// be torn, because each is on disk before the next is begun.
    /// </returns>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static long Visit(InputFile file, Visitor visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        using Stream stream = file.Open();
        byte[] buffer = new byte[1 << 20];
        int start = 0;
        int end = 0;
        long offset = 0;
        long number = 0;
        try
        {
            for (int searched = 0; ;)
            {
                int length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
                if (length >= 0)
                {
                    int stop = searched + length;
                    visit(buffer.AsMemory(start, stop - start), ++number, offset);
                    offset += stop + 1 - start;
                    start = searched = stop + 1;
                    continue;
                }

                searched = end;
                if (start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    searched -= start;
                    end -= start;
                    start = 0;
                }

                if (end == buffer.Length)
                    Array.Resize(ref buffer, checked(buffer.Length * 2));
                int read = stream.Read(buffer, end, buffer.Length - end);
                if (read == 0)
                    return offset;
                end += read;
            }
        }
        catch (IOException error)
        {
            throw FileFailure.Of(file.Name, "cannot be read", error);
        }
    }
}
