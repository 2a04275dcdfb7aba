using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Surveying;

/// <summary>How a device is calibrated.</summary>
public sealed record SurveyOptions
{
    /// <summary>Time for the whole calibration. Default: 10 minutes.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most workloads that are measured. Default: 200.</summary>
    public int MostWorkloads { get; init; } = 200;

    /// <summary>Fewest workloads that make a calibration. Default: <see cref="DeviceSurvey.FillingCount"/>.</summary>
    public int FewestWorkloads { get; init; } = DeviceSurvey.FillingCount;

    /// <summary>Primitive types that workloads may have, in lower case; null for all. What adapts a profile measures nothing that the profile does not know.</summary>
    public Func<string, bool>? KnowsType { get; init; }

    /// <summary>How each workload is measured. Default: five rounds of 10 ms.</summary>
    public PlanSettings Settings { get; init; } = new() { Rounds = 5, WindowSeconds = 0.01 };
}
