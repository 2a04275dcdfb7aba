using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Protocol;

public sealed class MeasuringOptionsTests
{
    [Fact]
    public void Options_ThatWouldMeasureNothing_AreRefusedByName()
    {
        (Func<MeasuringOptions> Make, string Name)[] wrong =
        [
            (() => new() { Rounds = 0 }, nameof(MeasuringOptions.Rounds)),
            (() => new() { MinimumRounds = 0 }, nameof(MeasuringOptions.MinimumRounds)),
            (() => new() { WarmUpRuns = -1 }, nameof(MeasuringOptions.WarmUpRuns)),
            (() => new() { WindowSeconds = 0 }, nameof(MeasuringOptions.WindowSeconds)),
            (() => new() { WindowSeconds = double.PositiveInfinity }, nameof(MeasuringOptions.WindowSeconds)),
            (() => new() { Level = 1 }, nameof(MeasuringOptions.Level)),
            (() => new() { Level = double.NaN }, nameof(MeasuringOptions.Level)),
            (() => new() { IdleSeconds = -0.1 }, nameof(MeasuringOptions.IdleSeconds)),
            (() => new() { RedoLimit = -1 }, nameof(MeasuringOptions.RedoLimit)),
            (() => new() { TargetHalfWidth = double.NaN }, nameof(MeasuringOptions.TargetHalfWidth)),
        ];

        foreach ((Func<MeasuringOptions> make, string name) in wrong)
            Should.Throw<ArgumentOutOfRangeException>(make).ParamName.ShouldBe(name);
    }

    [Fact]
    public void Options_AtTheirBounds_AreTaken()
    {
        MeasuringOptions options = new() { Rounds = 1, WarmUpRuns = 0, IdleSeconds = 0, RedoLimit = 0, BusyCores = 0 };

        options.Rounds.ShouldBe(1);
        options.RedoLimit.ShouldBe(0);
    }
}
