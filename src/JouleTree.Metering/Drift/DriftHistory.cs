using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Metering.Drift;

/// <summary>
/// Readings of earlier runs in a small file of one JSON object a line. It holds costs of the reference computations and
/// nothing about networks or users; losing it costs precision, never a result.
/// </summary>
/// <param name="path">The file; it need not exist.</param>
internal sealed class DriftHistory(string path)
{
    /// <summary>Most readings that are kept, the newest.</summary>
    public const int MaximumReadings = 64;

    // Readings of one and the same state of the machine would make it look steadier than it is.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The file of this user: in the folder that the system has for state of programs.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static DriftHistory OfUser(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        string folder = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : variable("XDG_STATE_HOME") is { Length: > 0 } state ? state
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new DriftHistory(System.IO.Path.Combine(folder, "jouletree", "drift.jsonl"));
    }

    /// <summary>The readings, the oldest first; lines that are none are passed over.</summary>
    public IReadOnlyList<DriftReading> Read()
    {
        try
        {
            return File.Exists(Path) ? [.. File.ReadLines(Path).Select(Parse).OfType<DriftReading>().TakeLast(MaximumReadings)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Adds a reading, unless one of the same machine and meter is less than five minutes old.</summary>
    /// <param name="reading">A reading.</param>
    /// <returns>False where it was not added; a file that cannot be written is no reason to fail.</returns>
    public bool Add(DriftReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        IReadOnlyList<DriftReading> known = Read();
        if (known.Any(old => old.IsComparableTo(reading) && (reading.Date - old.Date).Duration() < Apart))
            return false;
        try
        {
            AtomicFile.Write(Path, stream =>
            {
                foreach (DriftReading kept in known.Append(reading).TakeLast(MaximumReadings))
                    stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(kept, DriftJson.Default.DriftReading) + "\n"));
            });
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }

    private static DriftReading? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, DriftJson.Default.DriftReading)
                is { Machine: not null, Meter: not null, Seconds: not null, Joules: not null } reading ? reading : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
