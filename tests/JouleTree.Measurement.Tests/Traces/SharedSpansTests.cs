using JouleTree.Measurement.Traces;
using JouleTree.Testing;
using Shouldly;
using Xunit;
using Span = JouleTree.Measurement.Traces.SharedSpans.Span;

namespace JouleTree.Measurement.Tests.Traces;

public sealed class SharedSpansTests
{
    [Fact]
    public void Of_TwoSideBySide_EachHasHalfOfTheMoment() =>
        SharedSpans.Of([new Span(0, 10, false), new Span(6, 20, false)]).ShouldBe([8, 12], 1e-12);

    [Fact]
    public void Of_OperatorsInsideALoop_LeaveItTheRest() =>
        SharedSpans.Of([new Span(2, 5, false), new Span(4, 9, false), new Span(0, 10, true)]).ShouldBe([2.5, 4.5, 3], 1e-12);

    [Fact]
    public void Of_NoTime_IsNothing() => SharedSpans.Of([new Span(3, 3, false), new Span(3, 4, false)]).ShouldBe([0, 1], 1e-12);

    // Whatever runs beside whatever: times are not negative, none is longer than its span, and they add up to the time in which any ran.
    [Fact]
    public void Of_AnySpans_AddUpToTheTimeInWhichAnyRan() => Properties.ForSeeds(200, seed =>
    {
        Random random = new(seed);
        Span[] spans =
        [
            .. Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
            {
                int start = random.Next(0, 50);
                return new Span(start, start + random.Next(0, 20), random.Next(0, 5) == 0);
            }),
        ];

        double[] times = SharedSpans.Of(spans);

        int union = Enumerable.Range(0, 80).Count(moment => spans.Any(span => span.Start <= moment && span.End >= moment + 1));
        times.Sum().ShouldBe(union, 1e-9);
        for (int index = 0; index < spans.Length; index++)
            times[index].ShouldBeInRange(0, spans[index].End - spans[index].Start + 1e-9);
    });

    [Theory]
    [InlineData(10, 20, false)]
    [InlineData(9, 20, false)]
    [InlineData(5, 20, true)]
    [InlineData(2, 8, true)]
    public void Overlap_SecondSpan_CountsBeyondTheRoundingOfTheEngine(double start, double end, bool overlaps)
    {
        SharedSpans.Overlap([new Span(start, end, false), new Span(0, 10, false)]).ShouldBe(overlaps);
        SharedSpans.Overlap([new Span(start, end, false), new Span(0, 10, true)]).ShouldBeFalse();
    }
}
