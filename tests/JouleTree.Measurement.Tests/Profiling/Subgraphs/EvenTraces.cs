using System.Text.Json.Nodes;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Tests.Profiling.Subgraphs;

/// <summary>
/// An engine whose traces have the events of the real one, in their order and around each other as they were, each with a tenth of a
/// millisecond of its own: how busy the machine was does not show.
/// </summary>
internal sealed class EvenTraces(IInferenceEngine engine) : IInferenceEngine
{
    private const long OwnMicroseconds = 100;

    public EngineDescription Description => engine.Description;

    public IInferenceSession CreateSession(EngineModel model, SessionSettings settings) =>
        new Session(engine.CreateSession(model, settings));

    // The engine is the fixture's.
    public void Dispose()
    {
    }

    private static void Even(string path)
    {
        JsonArray events = JsonNode.Parse(File.ReadAllText(path))!.AsArray();
        Queue<JsonObject> spans = new(events.OfType<JsonObject>()
            .Where(item => item["dur"] is not null && item["ts"] is not null)
            .OrderBy(Start).ThenByDescending(End));
        for (long time = 0; spans.Count > 0;)
            time = Place(spans, time);
        File.WriteAllText(path, events.ToJsonString());
    }

    // Gives the first span and all within it their times.
    private static long Place(Queue<JsonObject> spans, long time)
    {
        JsonObject span = spans.Dequeue();
        long end = End(span);
        long start = time;
        time += OwnMicroseconds;
        while (spans.TryPeek(out JsonObject? next) && End(next) <= end)
            time = Place(spans, time);
        span["ts"] = start;
        span["dur"] = time - start;
        return time;
    }

    private static long Start(JsonObject span) => span["ts"]!.GetValue<long>();

    private static long End(JsonObject span) => Start(span) + span["dur"]!.GetValue<long>();

    private sealed class Session(IInferenceSession session) : IInferenceSession
    {
        public IReadOnlyList<TensorSlot> Inputs => session.Inputs;

        public IReadOnlyList<TensorSlot> Outputs => session.Outputs;

        public IPreparedRun Prepare(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyList<string>? outputs = null) =>
            session.Prepare(inputs, outputs);

        public string EndProfiling()
        {
            string path = session.EndProfiling();
            Even(path);
            return path;
        }

        public void Dispose() => session.Dispose();
    }
}
