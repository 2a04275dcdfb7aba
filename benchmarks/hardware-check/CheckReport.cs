using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.HardwareCheck;

/// <summary>What a check found: the one file that it writes.</summary>
internal sealed record CheckReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Version of this file's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>When it began, UTC.</summary>
    public required string Date { get; init; }

    /// <summary>The machine in words.</summary>
    public required string Machine { get; init; }

    /// <summary>It was a short run, whose figures say nothing.</summary>
    public required bool IsShort { get; init; }

    /// <summary>What kept the machine busy.</summary>
    public required string Load { get; init; }

    /// <summary>All meters, whether they can be used, and what they lack.</summary>
    public required IReadOnlyList<FoundMeter> Doctor { get; init; }

    /// <summary>The idle machine, then products of stepwise size.</summary>
    public required IReadOnlyList<Phase> Phases { get; init; }

    /// <summary>How each meter follows a step of load.</summary>
    public required IReadOnlyDictionary<string, StepResponse> StepResponses { get; init; }

    /// <summary>What was checked, with its bounds.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>The report as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";
}

/// <summary>A meter as it was found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsAvailable">It can be used.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Remedy">What would enable it.</param>
/// <param name="Covers">What its energy is of.</param>
internal sealed record FoundMeter(string Name, bool IsAvailable, string Finding, string? Remedy, string? Covers);

/// <summary>A stretch of time under one load.</summary>
/// <param name="Name"><c>idle</c>, or what ran.</param>
/// <param name="Operations">Floating-point operations that were done.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Meters">What each meter counted.</param>
/// <param name="SmiWatts">Mean of what nvidia-smi told of all cards; null where it told nothing.</param>
internal sealed record Phase(
    string Name, double Operations, double Seconds, IReadOnlyDictionary<string, Counted> Meters, double? SmiWatts);

/// <summary>What a meter counted.</summary>
/// <param name="Joules">Joules; null where it cannot tell.</param>
/// <param name="Watts">The same by the second.</param>
/// <param name="Trouble">What was wrong, or null.</param>
internal sealed record Counted(double? Joules, double? Watts, string? Trouble);

/// <summary>A figure and its bounds.</summary>
/// <param name="What">What was compared.</param>
/// <param name="Value">The figure; null where it could not be had.</param>
/// <param name="Low">The least that is right.</param>
/// <param name="High">The most.</param>
internal sealed record Check(string What, double? Value, double Low, double High)
{
    /// <summary>True where it is within its bounds; null where it could not be had.</summary>
    public bool? IsWithin => Value is { } value ? value >= Low && value <= High : null;
}
