using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Collecting;

/// <summary>
/// Guesses how long the rest of a campaign takes: the guesses of its workloads, corrected by what the finished ones took.
/// </summary>
internal sealed class TimeLeft
{
    // A file is not read for a guess: it counts as an ordinary model.
    private const double SecondsOfFile = 30;

    private readonly Dictionary<string, double> _guesses;
    private double _left;
    private double _guessed;
    private double _taken;

    public TimeLeft(IEnumerable<PlannedWorkload> workloads)
    {
        _guesses = workloads.ToDictionary(workload => workload.Id, workload => WorkloadCost.Of(workload).Seconds ?? SecondsOfFile);
        _left = _guesses.Values.Sum();
    }

    public TimeSpan Value => TimeSpan.FromSeconds(Math.Max(0, _left) * Factor);

    private double Factor => _guessed > 0 ? _taken / _guessed : 1;

    public TimeSpan Of(PlannedWorkload workload) => TimeSpan.FromSeconds(_guesses[workload.Id] * Factor);

    public void Finish(PlannedWorkload workload, double seconds)
    {
        double guess = _guesses[workload.Id];
        _left -= guess;
        _guessed += guess;
        _taken += seconds;
    }
}
