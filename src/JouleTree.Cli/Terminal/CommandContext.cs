using JouleTree.Core.Results;
using JouleTree.Metering.Machines;
using JouleTree.Reporting.Report;

namespace JouleTree.Cli.Terminal;

/// <summary>The outside world of a command: where it writes and what it knows of the terminal. Injected for tests.</summary>
internal sealed record CommandContext
{
    /// <summary>Data go here.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Opens the place of <see cref="Out"/> for data that are no text; null where something else has taken it.</summary>
    public Func<Stream>? OpenBinary { get; init; } = StandardOutput.Open;

    /// <summary>Everything that is not data goes here.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Data go to a terminal.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>Messages go to a terminal; progress is shown only then.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Colour may be used in what goes to <see cref="Out"/>.</summary>
    public bool UseColour { get; init; }

    /// <summary>Columns of the terminal that <see cref="Out"/> is, or null where it is none.</summary>
    public int? Width { get; init; }

    /// <summary>The command as it was typed, for provenance.</summary>
    public string CommandText { get; init; } = "jouletree";

    /// <summary>
    /// The program and its arguments as they were given, to start it a second time beside this one; null where it cannot be started, as in
    /// tests that call it as a function.
    /// </summary>
    public IReadOnlyList<string>? Self { get; init; }

    /// <summary>The machine: its counters, its clock and what this process uses of it.</summary>
    public Machine Machine { get; init; } = Machine.OfThisProcess;

    /// <summary>Scripts and styles of pages; null for those that the program was built with.</summary>
    public PageFiles? Pages { get; init; }

    /// <summary>Clock for dates and durations.</summary>
    public TimeProvider Clock => Machine.Clock;

    /// <summary>The same with what goes to <see cref="Out"/> sent to <see cref="Error"/>, because a file takes standard output.</summary>
    public CommandContext WithOutputAsErrors() =>
        this with { Out = Error, OpenBinary = null, IsOutTerminal = IsErrorTerminal, UseColour = false, Width = null };

    /// <summary>Writes one line of message that is not data.</summary>
    /// <param name="message">A sentence; a terminal will only show what names it holds.</param>
    public void Say(string message) => Error.WriteLine($"jouletree: {Harmless.Line(message)}");

    /// <summary>Writes the one line that says why the command fails.</summary>
    /// <param name="problem">What is wrong; a terminal will only show what names it holds.</param>
    public void Fail(string problem) => Error.WriteLine($"jouletree: error: {Harmless.Line(problem)}");

    /// <summary>Writes data as text of whole lines.</summary>
    /// <param name="text">Text whose names are harmless lines.</param>
    public void Show(string text) => Out.Write(Harmless.Lines(text));

    /// <summary>Writes data as text, and ends its last line.</summary>
    /// <param name="text">Text whose names are harmless lines.</param>
    public void ShowLine(string text = "") => Out.WriteLine(Harmless.Lines(text));
}
