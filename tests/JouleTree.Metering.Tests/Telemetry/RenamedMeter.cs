using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Tests.Telemetry;

/// <summary>A meter by another name, so that what is told of it is not mixed with what other tests' meters came to.</summary>
internal sealed class RenamedMeter(CounterMeter meter, string name, TimeProvider clock) : CounterMeter(clock)
{
    public override MeterDescription Description { get; } = meter.Description with { Name = name };

    public override IReadOnlyList<MeterCounter> Counters => meter.Counters;

    public override long Read(Span<double?> joules) => meter.Read(joules);

    public override double? Joules(CounterReading start, CounterReading later, int counter) => meter.Joules(start, later, counter);

    public override void Dispose() => meter.Dispose();

    protected internal override string? Trouble(CounterReading start, CounterReading later) => meter.Trouble(start, later);
}
