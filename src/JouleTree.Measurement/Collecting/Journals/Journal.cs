using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>
/// The journal of a campaign, open for one process: finished workloads, one a line, each on disk before the next begins.
/// Killing the process at any moment loses at most the line in flight.
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>Name of the journal in its folder.</summary>
    public const string FileName = "journal.jsonl";

    private const string LockName = ".lock";
    private const string InFlightName = ".in-flight";

    private readonly string _path;
    private readonly string _inFlight;
    // What Open calls it.
    private const string Resume = "resume";

    private readonly FileStream _lock;
    private readonly Stream _stream;
    private readonly Dictionary<string, bool> _known;
    private readonly HashSet<string> _engines;
    private long _length;

    private Journal(string folder, FileStream owned, Stream stream, (Dictionary<string, bool> Known, HashSet<string> Engines) index,
        long torn, string? interrupted)
    {
        Folder = folder;
        _path = PathIn(folder);
        _inFlight = Path.Combine(folder, InFlightName);
        _lock = owned;
        _stream = stream;
        _length = stream.Length;
        (_known, _engines) = index;
        TornBytes = torn;
        Interrupted = interrupted;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>By the id of a workload: true where it is done, false where it failed. What is not here is still to be measured.</summary>
    public IReadOnlyDictionary<string, bool> Known => _known;

    /// <summary>Bytes of a torn last line that were cut off when the journal was opened.</summary>
    public long TornBytes { get; }

    /// <summary>Id of the workload during which the last process died, or null.</summary>
    public string? Interrupted { get; }

    /// <summary>Path of the journal in a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Opens the journal of a folder, making both where they are missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="resume">Whether to continue a journal that is there.</param>
    /// <param name="open">Opens the file to write to; null for the file itself. For tests.</param>
    /// <exception cref="InputException">
    /// Another process has it open, it is there and <paramref name="resume"/> is false, or it is damaged.
    /// </exception>
    public static Journal Open(string folder, bool resume, Func<string, Stream>? open = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = PathIn(folder);
        FileStream owned = Lock(folder);
        try
        {
            Dictionary<string, bool> known = new(StringComparer.Ordinal);
            HashSet<string> engines = new(StringComparer.Ordinal);
            long length = 0;
            if (File.Exists(path))
            {
                length = Index(path, known, engines);
                if (length > 0 && !resume)
                    throw new InputException(new InputPlace(path),
                        $"holds {Amount.Of(known.Count, "workload")} already: add `{nameof(resume)}` to continue, or name another folder")
                    {
                        Arguments = [nameof(resume)],
                    };
            }

            string marker = Path.Combine(folder, InFlightName);
            string? interrupted = File.Exists(marker) && File.ReadAllText(marker) is { Length: > 0 } id && !known.ContainsKey(id)
                ? id
                : null;
            Stream stream = open?.Invoke(path) ?? new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read,
                bufferSize: 0);
            long torn = stream.Length - length;
            if (torn > 0)
                stream.SetLength(length);
            stream.Seek(0, SeekOrigin.End);
            return new Journal(folder, owned, stream, (known, engines), torn, interrupted);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            owned.Dispose();
            throw FileFailure.Of(path, "cannot be opened", error);
        }
        catch (InputException)
        {
            owned.Dispose();
            throw;
        }
    }

    /// <summary>Refuses to go on with another engine than that which wrote what is here; another version of it goes on.</summary>
    /// <param name="engine">Name and version of an engine.</param>
    /// <exception cref="InputException">An entry is of another engine.</exception>
    public void CheckEngine(string engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (_engines.FirstOrDefault(known => NameOf(known) != NameOf(engine)) is { } other)
            throw new InputException(new InputPlace(_path),
                $"holds measurements of {other}, and this plan is run by {engine}: name another folder, engines are not mixed in one "
                + $"journal");
    }

    /// <summary>Notes what is about to be measured, so that a process that resumes knows during what this one died.</summary>
    /// <param name="id">Id of the workload.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Begin(string id)
    {
        try
        {
            // Not flushed: it matters when the process dies, not when the power fails.
            File.WriteAllText(_inFlight, id);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(_inFlight, "cannot be written", error);
        }
    }

    /// <summary>Writes a finished workload to disk.</summary>
    /// <param name="entry">The workload.</param>
    /// <exception cref="InputException">The disk is full or gone; what was written before stands, and the journal can be
    /// continued.</exception>
    public void Append(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        byte[] line = JournalLine.Write(entry);
        try
        {
            _stream.Write(line);
            if (_stream is FileStream file)
                file.Flush(flushToDisk: true);
            else
                _stream.Flush();
        }
        catch (IOException error)
        {
            CutOff();
            InputException failure = FileFailure.Of(_path, "cannot be written", error);
            throw new InputException(
                failure.Place, $"{failure.Problem}; {Amount.Of(_known.Count, "workload is", "workloads are")} safe: make room and "
                    + $"continue with `{Resume}`", error)
            {
                Arguments = [Resume],
            };
        }

        _length += line.Length;
        _known[entry.Id] = entry.Error is null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }

    // Half a line must not stay before the lines of a later attempt; where even that fails, opening cuts it off.
    private void CutOff()
    {
        try
        {
            _stream.SetLength(_length);
            _stream.Seek(0, SeekOrigin.End);
        }
        catch (IOException)
        {
            // The first failure is the one to be told.
        }
    }

    private static FileStream Lock(string folder)
    {
        string path = Path.Combine(folder, LockName);
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (Directory.Exists(folder) && File.Exists(path))
        {
            // The system gives the lock back when its holder dies, however it dies.
            throw new InputException(new InputPlace(folder),
                "another process is writing this journal: wait for it to end, or name another folder", error);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(folder, "cannot be written", error);
        }
    }

    private static string NameOf(string engine) => engine.Split(' ')[0];

    private static long Index(string path, Dictionary<string, bool> known, HashSet<string> engines)
    {
        (long Number, long Offset, byte[] Line)? last = null;
        long whole = JournalLines.Visit(path, (line, number, offset) =>
        {
            if (last is { } before)
                throw Damaged(path, before.Number);
            ReadOnlySpan<byte> span = line.Span;
            // An entry ends as it must; the rest of a line that was followed by another is whole.
            if (JournalLine.ReadStart(span.Length > 256 ? span[..256] : span) is { } start && span[^1] == (byte)'}')
            {
                known[start.Id] = start.IsDone;
                engines.Add(start.Engine ?? EngineDescription.OnnxRuntime);
            }
            else
                last = (number, offset, line.ToArray());
        });
        // A power cut may leave a last line of the right length with the wrong bytes.
        return last is { } torn ? torn.Offset : whole;
    }

    private static InputException Damaged(string path, long line) => new(
        new InputPlace(path, line), $"is no entry of a journal, and lines follow it: remove the line and continue with `{Resume}`")
    {
        Arguments = [Resume],
    };
}
