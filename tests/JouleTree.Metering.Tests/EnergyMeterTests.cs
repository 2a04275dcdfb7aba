using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Windowing;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests;

/// <summary>Windows on a model of ten watts for a busy core, on a clock that the test moves.</summary>
[Collection(OneAtATime)]
public sealed class EnergyMeterTests : IDisposable
{
    /// <summary>Tests that open meters run one after the other: a listener of one asks the meters of all.</summary>
    public const string OneAtATime = "energy meters";

    private readonly ManualClock _clock = new();
    private readonly EnergyMeter _meter;

    public EnergyMeterTests() => _meter = On(new CpuModelSource(new(10, "test"), _clock.Machine()).Open());

    [Fact]
    public void Open_ByName_SaysWhatItTook()
    {
        using EnergyMeter meter = EnergyMeter.Open("cpu-model", new MeterOptions { WattsPerCore = 3 });

        meter.Description.Source.ShouldBe(EnergySource.Modelled);
        meter.Description.Covers.ShouldBe("this process only");
        meter.Description.ResolutionJoules.ShouldBe(3e-6, 1e-12);
        meter.Reason.ShouldBe("asked for");
    }

    [Fact]
    public void Open_MeterThatIsNotThere_IsRefusedAndNothingElseTaken() =>
        Should.Throw<MeterUnavailableException>(() => EnergyMeter.Open("power-log:no-such-power.csv"));

    [Fact]
    public void Measure_BusyCore_IsItsEnergy()
    {
        EnergyWindow window = _meter.Measure(() => _clock.Work(2));

        window.Joules!.Value.ShouldBe(20, 1e-9);
        window.Seconds.ShouldBe(2, 1e-9);
        window.ShareJoules!.Value.ShouldBe(20, 1e-9);
        window.Components["cpu"].ShouldBe(20, 1e-9);
        window.Trouble.ShouldBeNull();
    }

    [Fact]
    public void Turn_WindowsThatFollowEachOther_LoseNothingBetweenThem()
    {
        _clock.Work(0.5);
        OpenWindow window = _meter.Begin("piece");
        List<EnergyWindow> pieces = [];
        for (int piece = 1; piece <= 4; piece++)
        {
            _clock.Work(piece);
            (EnergyWindow energy, window) = window.Turn();
            pieces.Add(energy);
        }

        pieces.Select(energy => energy.Joules!.Value).ShouldBe([10, 20, 30, 40], 1e-9);
        pieces.Sum(energy => energy.ShareJoules!.Value).ShouldBe(100, 1e-9);
        _meter.OpenWindows.ShouldBe(1);
        window.End().Joules!.Value.ShouldBe(0, 1e-9);
        _meter.Totals.ShouldHaveSingleItem().Windows.ShouldBe(5);
        Should.Throw<InvalidOperationException>(() => window.Turn());
    }

    [Fact]
    public void Measure_Function_GivesItsValueAndItsEnergy()
    {
        (int value, EnergyWindow energy) = _meter.Measure(() =>
        {
            _clock.Work(1);
            return 42;
        });

        value.ShouldBe(42);
        energy.Joules!.Value.ShouldBe(10, 1e-9);
    }

    [Fact]
    public void Measure_AsynchronousFunction_IsRefused() =>
        Should.Throw<ArgumentException>(() => _meter.Measure(() => Task.Delay(1))).Message.ShouldContain("MeasureAsync");

    [Fact]
    public void Measure_WorkThatThrows_EndsItsWindow()
    {
        Should.Throw<FormatException>(() => _meter.Measure(() =>
        {
            _clock.Work(1);
            throw new FormatException();
        }));

        _meter.OpenWindows.ShouldBe(0);
        _meter.Totals.ShouldHaveSingleItem().Joules!.Value.ShouldBe(10, 1e-9);
    }

    [Fact]
    public async Task MeasureAsync_UntilItIsDone_IsTheWindow()
    {
        TaskCompletionSource<string> done = new();
        Task<(string Value, EnergyWindow Energy)> measuring = _meter.MeasureAsync(() => done.Task);
        _clock.Work(3);
        done.SetResult("answer");

        (string value, EnergyWindow energy) = await measuring;

        value.ShouldBe("answer");
        energy.Joules!.Value.ShouldBe(30, 1e-9);
        (await _meter.MeasureAsync(() => Task.CompletedTask)).Joules.ShouldBe(0);
    }

    [Fact]
    public void Begin_OverlappingWindows_CountTheSameJoulesEachAndShareThemAlike()
    {
        OpenWindow first = _meter.Begin("a");
        _clock.Work(1);
        OpenWindow second = _meter.Begin("b");
        _clock.Work(2);
        EnergyWindow one = first.End();
        _clock.Work(4);
        EnergyWindow other = second.End();

        (one.Joules!.Value, other.Joules!.Value).ShouldBe((30, 60));
        one.ShareJoules!.Value.ShouldBe(10 + 10, 1e-9);
        other.ShareJoules!.Value.ShouldBe(10 + 40, 1e-9);
    }

    [Fact]
    public void Begin_WithinAWindow_TakesItsShareAndNotItsJoules()
    {
        OpenWindow outer = _meter.Begin("request");
        _clock.Work(1);
        OpenWindow inner = outer.Begin("decode");
        _clock.Work(2);
        inner.Dispose();
        _clock.Work(4);
        EnergyWindow window = outer.End();

        window.Joules!.Value.ShouldBe(70, 1e-9);
        window.ShareJoules!.Value.ShouldBe(50, 1e-9);
        _meter.Totals.Single(total => total.Name == "decode").Joules!.Value.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void End_OfAWindowBeforeThoseWithin_LeavesThemOpen()
    {
        OpenWindow outer = _meter.Begin("outer");
        OpenWindow inner = outer.Begin("inner");
        outer.Dispose();
        // Taken from the pool that the outer one went to: no parent of the inner one any more.
        OpenWindow next = _meter.Begin("next");
        _clock.Work(2);

        inner.End().ShareJoules!.Value.ShouldBe(10, 1e-9);
        _clock.Work(1);
        next.End().ShareJoules!.Value.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void End_Twice_IsTheCallersMistake_AndDisposingTwiceIsNone()
    {
        OpenWindow window = _meter.Begin("a");
        OpenWindow copy = window;
        window.End();

        Should.Throw<InvalidOperationException>(() => copy.End()).Message.ShouldBe("the window has ended before");
        Should.Throw<InvalidOperationException>(() => copy.Begin("b"));
        Should.Throw<InvalidOperationException>(() => default(OpenWindow).End());
        copy.Dispose();
        default(OpenWindow).Dispose();
        _meter.Totals.ShouldHaveSingleItem().Windows.ShouldBe(1);
    }

    [Fact]
    public void Dispose_OfAWindowThatEnded_DoesNotEndTheOneInItsPlace()
    {
        OpenWindow old = _meter.Begin("old");
        old.Dispose();
        OpenWindow next = _meter.Begin("next");
        old.Dispose();
        _clock.Work(1);

        _meter.OpenWindows.ShouldBe(1);
        next.End().Joules!.Value.ShouldBe(10, 1e-9);
    }

    [Fact]
    public void Dispose_WithAForgottenWindow_EndsIt()
    {
        OpenWindow forgotten = _meter.Begin("forgotten");
        _clock.Work(1);
        _meter.OpenWindows.ShouldBe(1);

        _meter.Dispose();
        _clock.Work(1);

        _meter.OpenWindows.ShouldBe(0);
        _meter.Totals.ShouldHaveSingleItem().Joules!.Value.ShouldBe(10, 1e-9);
        EnergyWindow late = forgotten.End();
        late.Joules.ShouldBeNull();
        late.Trouble!.ShouldContain("closed before the window ended");
        forgotten.Dispose();
        Should.Throw<ObjectDisposedException>(() => _meter.Begin("a")).ObjectName.ShouldEndWith("EnergyMeter");
        Should.Throw<ObjectDisposedException>(() => forgotten.Begin("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Begin_WithoutAName_IsRefused(string? name) => Should.Throw<ArgumentException>(() => _meter.Begin(name!));

    [Fact]
    public void Totals_OfANameSeveralTimes_AreItsSums()
    {
        for (int run = 0; run < 3; run++)
        {
            using OpenWindow window = _meter.Begin("decode");
            _clock.Work(0.5);
        }

        WindowTotalOf("decode").ShouldBe((3, 0, 15.0, 1.5));

        (long, long, double, double) WindowTotalOf(string name)
        {
            WindowTotal total = _meter.Totals.Single(one => one.Name == name);
            return (total.Windows, total.WithoutEnergy, Math.Round(total.Joules!.Value, 9), Math.Round(total.Seconds, 9));
        }
    }

    [Fact]
    public void Repeat_KnownWork_GivesItsEnergyWithAnInterval()
    {
        int runs = 0;
        RepeatedEnergy work = _meter.Repeat(() => _clock.Work(++runs % 2 == 0 ? 0.05 : 0.07), new RepeatOptions { Rounds = 12 });

        work.Joules!.Value.ShouldBeInRange(0.499, 0.701);
        work.Low!.Value.ShouldBeLessThanOrEqualTo(work.Joules.Value);
        work.High!.Value.ShouldBeGreaterThanOrEqualTo(work.Joules.Value);
        work.Level!.Value.ShouldBeGreaterThanOrEqualTo(0.9);
        (work.Rounds, work.DisturbedRounds, work.IdleJoules, work.Trouble).ShouldBe((12, 0, null, null));
    }

    [Fact]
    public void RepeatEach_TwoWorks_AreInterleavedAndComeInTheirOrder()
    {
        string order = "";
        IReadOnlyList<RepeatedEnergy> works = _meter.RepeatEach(
            new Dictionary<string, Action> { ["long"] = () => Do('l', 0.2), ["short"] = () => Do('s', 0.1) },
            new RepeatOptions { Rounds = 8, WarmUpRuns = 0, IdleSeconds = 0 });

        works.Select(work => (work.Name, Math.Round(work.Joules!.Value, 9))).ShouldBe([("long", 2.0), ("short", 1.0)]);
        order.ShouldContain("sll");
        order.ShouldContain("lss");

        void Do(char what, double seconds)
        {
            order += what;
            _clock.Work(seconds);
        }
    }

    [Fact]
    public void Repeat_OnALostMeter_SaysSoInsteadOfAnEnergy()
    {
        using EnergyMeter lost = On(new SyntheticMeter(_clock, 40) { LostAfter = 3 });

        RepeatedEnergy work = lost.Repeat(() => _clock.Work(0.1));

        work.Joules.ShouldBeNull();
        work.Trouble.ShouldBe("meter synthetic: unplugged");
    }

    public void Dispose() => _meter.Dispose();

    private EnergyMeter On(IEnergyMeter meter) => new(new MeterChoice(meter, "test"), _clock.Machine());
}
