using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Engine;

/// <summary>The engine's trace (a Chrome trace file): what each operator took in each run.</summary>
/// <remarks>
/// Tracing costs 8 to 9 µs a node, and the engine rounds to whole microseconds: times below about 20 µs are not
/// credible (<see cref="CredibleSeconds"/>).
/// </remarks>
internal sealed class KernelTrace
{
    /// <summary>Times below this many seconds are mostly the cost of tracing.</summary>
    public const double CredibleSeconds = 20e-6;

    private const string KernelSuffix = "_kernel_time";

    private KernelTrace(IReadOnlyList<IReadOnlyList<KernelEvent>> runs, IReadOnlyList<double> runSeconds)
    {
        Runs = runs;
        RunSeconds = runSeconds;
    }

    /// <summary>The operators of each run, in order of execution.</summary>
    public IReadOnlyList<IReadOnlyList<KernelEvent>> Runs { get; }

    /// <summary>Wall time of each whole run in seconds, as the engine measured it.</summary>
    public IReadOnlyList<double> RunSeconds { get; }

    /// <summary>This trace without its first runs.</summary>
    /// <param name="runs">Number of runs to leave out.</param>
    public KernelTrace Skip(int runs) => new([.. Runs.Skip(runs)], [.. RunSeconds.Skip(runs)]);

    /// <summary>Reads a trace file.</summary>
    /// <param name="path">File that <see cref="IInferenceSession.EndProfiling"/> gave.</param>
    /// <exception cref="InputException">The file cannot be read or is no trace of this engine.</exception>
    public static KernelTrace Read(string path)
    {
        using FileStream stream = FileFailure.OpenRead(path, 1 << 16);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        try
        {
            return Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        }
        catch (InputException error)
        {
            throw error.In(path);
        }
    }

    /// <summary>Reads a trace.</summary>
    /// <param name="utf8Json">Its text: an array of events.</param>
    /// <exception cref="InputException">It is no trace of this engine.</exception>
    public static KernelTrace Parse(ReadOnlyMemory<byte> utf8Json)
    {
        List<IReadOnlyList<KernelEvent>> runs = [];
        List<double> runSeconds = [];
        List<KernelEvent> current = [];
        NestedSpans spans = new();
        try
        {
            using JsonDocument trace = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { AllowTrailingCommas = true });
            // The engine writes events when they end, so the operators of a run stand before the run's own event.
            foreach (JsonElement item in trace.RootElement.EnumerateArray())
            {
                string name = item.TryGetProperty("name", out JsonElement text) ? text.GetString() ?? "" : "";
                if (name == "model_run")
                {
                    runs.Add(current);
                    runSeconds.Add(Seconds(item));
                    current = [];
                    spans.Clear();
                }
                else if (name.EndsWith(KernelSuffix, StringComparison.Ordinal))
                {
                    JsonElement args = item.GetProperty("args");
                    string type = Member(args, "op_name");
                    double seconds = spans.Own(Seconds(item, "ts"), Seconds(item), NestedSpans.IsControl(type));
                    current.Add(new KernelEvent(name[..^KernelSuffix.Length], type, Member(args, "provider"), seconds));
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InputException(default, $"is not a trace of the engine, expected a JSON array of events: {error.Message}", error);
        }

        return new KernelTrace(runs, runSeconds);
    }

    private static string Member(JsonElement args, string name) =>
        args.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static double Seconds(JsonElement item, string member = "dur")
    {
        if (!item.TryGetProperty(member, out JsonElement duration))
            return member == "dur" ? throw new FormatException("an event has no duration") : 0;
        double microseconds = duration.ValueKind == JsonValueKind.String
            ? double.Parse(duration.GetString()!, CultureInfo.InvariantCulture)
            : duration.GetDouble();
        return microseconds / 1e6;
    }
}

/// <summary>One execution of one operator, from the engine's own trace.</summary>
/// <param name="Node">Name of the node in the graph that ran, which rewriting may have changed.</param>
/// <param name="Operator">Type of the operator, such as <c>MatMul</c>.</param>
/// <param name="Provider">Execution provider, such as <c>CPUExecutionProvider</c>.</param>
/// <param name="Seconds">Wall time in seconds, in whole microseconds.</param>
internal sealed record KernelEvent(string Node, string Operator, string Provider, double Seconds);
