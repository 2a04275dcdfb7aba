using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Traces;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Traces;

public class TraceEventsTests
{
    [Theory]
    [InlineData("""[{"name": "a", "cat": "cpu_op", "ph": "X", "ts": 1.5, "dur": 2, "pid": 7, "tid": "main", "args": {"x": [1, {"y": 2}]}},]""")]
    [InlineData("""{"schemaVersion": 1, "deviceProperties": [{"id": 0}], "traceEvents": [{"ph": "M", "name": "process_name"}, {"args": {}, "tid": "main", "dur": "2", "ts": "1.5", "pid": 7, "ph": "X", "cat": "cpu_op", "name": "a"}], "traceName": "x"}""")]
    public void Read_EitherForm_GivesItsSpans(string text) =>
        Read(text).ShouldBe([new TraceEvent("a", "cpu_op", 1.5, 2, "7/main")]);

    [Fact]
    public void Read_ArgumentsOfAnOperator_SayItsTypeAndProvider()
    {
        const string text = """
            [{"ph": "X", "args": {"input": [{"float": [1, 2]}], "provider": "CPUExecutionProvider", "stats": {"op_name": "no"},
              "op_name": "Gemm"}, "name": "a", "ts": 1, "dur": 2}, {"ph": "X", "name": "b", "ts": 3, "dur": 4, "args": "none"}]
            """;

        Read(text).Select(item => (item.Name, item.OperatorType, item.Provider, item.End))
            .ShouldBe([("a", "Gemm", "CPUExecutionProvider", 3), ("b", null, null, 7)]);
    }

    [Fact]
    public void Read_EventsAcrossBufferBorders_AreWhole()
    {
        // Longer than several buffers, with one event longer than a buffer.
        StringBuilder text = new("[");
        for (int index = 0; index < 20_000; index++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{{\"name\": \"n{index}\", \"ph\": \"X\", \"ts\": {index}, \"dur\": 1, \"args\": {{\"stack\": "
                + $"\"{new string('x', index == 9_999 ? 700_000 : 20)}\"}}}},");
        text.Length--;

        TraceEvent[] events = Read(text.Append(']').ToString());

        events.Length.ShouldBe(20_000);
        events.Select(item => item.Start).ShouldBe(Enumerable.Range(0, 20_000).Select(index => (double)index));
    }

    [Theory]
    [InlineData("", "ends in the middle")]
    [InlineData("[", "ends in the middle")]
    [InlineData("[{\"name\": \"a\"", "ends in the middle")]
    [InlineData("[{\"name\": \"a\"}", "ends in the middle")]
    [InlineData("hello", "no trace")]
    [InlineData("17", "expected the events")]
    [InlineData("{}", "traceEvents")]
    [InlineData("{\"a\": 1}", "traceEvents")]
    [InlineData("{\"traceEvents\": 3}", "expected an array")]
    [InlineData("[1, 2]", "expected objects")]
    [InlineData("[{\"name\": \"\\ud800\"}]", "text that is not valid Unicode")]
    [InlineData("[{\"nam\\ud800\": 1}]", "text that is not valid Unicode")]
    [InlineData("[{\"dur\": \"\\ud800\"}]", "text that is not valid Unicode")]
    [InlineData("[{\"ts\": 1e999}]", "time Infinity, expected microseconds")]
    [InlineData("[{\"dur\": \"-1e30\"}]", "time -1E+30, expected microseconds")]
    public void Read_OtherText_IsRefused(string text, string expected)
    {
        InputException error = Should.Throw<InputException>(() => Read(text));

        error.Message.ShouldContain("t.json");
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreRefused()
    {
        using MemoryStream stream = new([.. "[{\"name\": \""u8, 0xFF, .. "\"}]"u8]);

        Should.Throw<InputException>(() => TraceEvents.Read(stream, "t.json").ToArray()).Message
            .ShouldBe("t.json: holds text that is not valid Unicode");
    }

    [Fact]
    public void Read_ValuesOfOtherKinds_ArePassedOver() =>
        Read("""[{"name": ["a"], "ph": "X", "ts": 1, "dur": 1}, {"name": "b", "ph": "X", "ts": {}, "dur": 1}, {"name": "c", "ph": "X", "ts": 1, "dur": -1}, {"name": "d", "ph": "X", "ts": 1}]""")
            .ShouldBeEmpty();

    [Fact]
    public void Read_TruncatedAtAnyByte_IsRefusedOrShorter()
    {
        byte[] whole = File.ReadAllBytes(TorchTraceTests.Captured);
        for (int length = 0; length < whole.Length; length += 1013)
        {
            using MemoryStream stream = new(whole, 0, length);
            Should.Throw<InputException>(() => TraceEvents.Read(stream, "t.json").ToArray());
        }
    }

    private static TraceEvent[] Read(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return [.. TraceEvents.Read(stream, "t.json")];
    }
}
