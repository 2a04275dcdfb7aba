using System.Diagnostics;
using System.Diagnostics.Metrics;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Tests.Meters.Rapl;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Telemetry;

/// <summary>What a listener of .NET's metrics and traces is told. Meters have names of their own: the instruments are the process's.</summary>
[Collection(EnergyMeterTests.OneAtATime)]
public sealed class EnergyTelemetryTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly PowercapTree _tree = PowercapTree.TwoSockets();
    private readonly Dictionary<string, Instrument> _instruments = [];
    private readonly List<(string Name, double Value, string Tags)> _told = [];
    private readonly MeterListener _listener = new();

    public EnergyTelemetryTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != EnergyMeter.TelemetryName)
                return;
            _instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _told.Add(
            (instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key["jouletree.".Length..]}={tag.Value}")))));
        _listener.Start();
    }

    [Fact]
    public void Energy_OfOverlappingWindows_IsSharedAndSumsToTheMeter()
    {
        using EnergyMeter meter = OnModel("first");
        _clock.Work(1);
        OpenWindow prefill = meter.Begin("prefill");
        _clock.Work(2);
        OpenWindow decode = meter.Begin("decode");
        _clock.Work(4);
        prefill.Dispose();
        _clock.Work(8);

        // The second window is still open, and its energy so far is in it.
        Told("jouletree.energy", "first", "cpu").ShouldBe(
        [
            ("source=modelled meter=first device=cpu window=prefill", 40),
            ("source=modelled meter=first device=cpu window=decode", 100),
            ("source=modelled meter=first device=cpu", 10),
        ], ignoreOrder: true);
        decode.Dispose();
        _instruments["jouletree.energy"].Unit.ShouldBe("J");
        _instruments["jouletree.energy"].ShouldBeOfType<ObservableCounter<double>>();
    }

    [Fact]
    public void Energy_OfMetersThatWereClosed_StaysAndIsSummedByTags()
    {
        for (int run = 0; run < 2; run++)
        {
            using EnergyMeter meter = OnModel("second");
            using OpenWindow window = meter.Begin("a");
            _clock.Work(3);
        }

        Told("jouletree.energy", "second", "cpu").ShouldBe(
            [("source=modelled meter=second device=cpu window=a", 60), ("source=modelled meter=second device=cpu", 0)], ignoreOrder: true);
    }

    [Fact]
    public void Energy_OfCounters_IsToldByDevice()
    {
        using EnergyMeter meter = new(
            new MeterChoice(new RaplSource(new PowercapFolder(_tree.Root), _clock).Open(), "test"), _clock.Machine());
        using OpenWindow window = meter.Begin("sockets");
        _clock.Advance(1);
        _tree.Set("intel-rapl:1", 2_000_000 + 7_000_000);
        _tree.Set("intel-rapl:1:0", 700_000 + 300_000);

        Told("jouletree.energy", "rapl", "package-1").ShouldContain(("source=measured meter=rapl device=package-1 window=sockets", 7));
        Told("jouletree.energy", "rapl", "package-1/dram")
            .ShouldContain(("source=measured meter=rapl device=package-1/dram window=sockets", 0.3));
    }

    [Fact]
    public void Power_IsTheMeanSinceItWasAskedForLast()
    {
        using EnergyMeter meter = OnModel("third");
        _clock.Work(1);
        _clock.Advance(1);
        Told("jouletree.power", "third", "cpu").ShouldBe([("source=modelled meter=third device=cpu", 5)]);
        _clock.Work(2);
        Told("jouletree.power", "third", "cpu").ShouldBe([("source=modelled meter=third device=cpu", 10)]);
        // Another listener, right after: the same, and not what nothing in no time would be.
        Told("jouletree.power", "third", "cpu").ShouldBe([("source=modelled meter=third device=cpu", 10)]);
        _instruments["jouletree.power"].Unit.ShouldBe("W");
        _instruments["jouletree.power"].ShouldBeOfType<ObservableGauge<double>>();
    }

    [Fact]
    public void Energy_OfAMeterWithoutCounters_IsOfItsWindowsThatEnded()
    {
        SyntheticMeter source = new(_clock, watts: 40);
        using EnergyMeter meter = new(new MeterChoice(source, "test"), _clock.Machine());
        using (meter.Begin("synthetic-window"))
            _clock.Advance(2);

        Told("jouletree.energy", "synthetic", "synthetic").Single().Value.ShouldBe(80, 1e-4);
        Told("jouletree.power", "synthetic", "synthetic").ShouldBeEmpty();
    }

    [Fact]
    public void Span_OfAWindow_CarriesItsJoules_AndWindowsWithinAreItsChildren()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == EnergyMeter.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("jouletree.meter"), "fourth"))
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using EnergyMeter meter = OnModel("fourth");
        OpenWindow outer = meter.Begin("request");
        _clock.Work(1);
        OpenWindow inner = outer.Begin("decode");
        _clock.Work(2);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
        OpenWindow forgotten = meter.Begin("forgotten");
        meter.Dispose();
        forgotten.Dispose();

        spans.Select(span => span.OperationName).ShouldBe(["decode", "request", "forgotten"]);
        spans[0].ParentSpanId.ShouldBe(spans[1].SpanId);
        spans[0].TraceId.ShouldBe(spans[1].TraceId);
        ((double)spans[0].GetTagItem("jouletree.energy_j")!).ShouldBe(20, 1e-9);
        ((double)spans[1].GetTagItem("jouletree.energy_j")!).ShouldBe(30, 1e-9);
        ((double)spans[1].GetTagItem("jouletree.share_j")!).ShouldBe(10, 1e-9);
        spans[1].GetTagItem("jouletree.source").ShouldBe("modelled");
        spans[1].GetTagItem("jouletree.trouble").ShouldBeNull();
        spans[2].GetTagItem("jouletree.energy_j").ShouldBeNull();
        ((string)spans[2].GetTagItem("jouletree.trouble")!).ShouldContain("closed before the window ended");
    }

    public void Dispose()
    {
        _listener.Dispose();
        _tree.Dispose();
    }

    private (string Tags, double Value)[] Told(string instrument, string meter, string device)
    {
        _told.Clear();
        _listener.RecordObservableInstruments();
        return
        [
            .. _told.Where(one => one.Name == instrument)
                .Where(one => $"{one.Tags} ".Contains($" meter={meter} device={device} ", StringComparison.Ordinal))
                .Select(one => (one.Tags, Math.Round(one.Value, 9))),
        ];
    }

    private EnergyMeter OnModel(string name)
    {
        CpuModelMeter model = new(new ProcessorPower(10, "test"), _clock, _clock.Machine().Process);
        return new(new MeterChoice(new RenamedMeter(model, name, _clock), "test"), _clock.Machine());
    }
}
