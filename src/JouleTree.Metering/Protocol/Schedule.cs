namespace JouleTree.Metering.Protocol;

/// <summary>Decides which tasks the next round measures.</summary>
internal sealed class Schedule
{
    // Shorter intervals than this would mostly show the reading of the meter.
    private const double ShortestIntervalSeconds = 0.002;

    // An interval is measured after one run to warm the caches.
    private const double OverheadFactor = 1.1;

    private readonly MeasuringOptions _options;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Random _random;
    private int _rounds;
    private int _redone;

    public Schedule(IReadOnlyList<MeasuredTask> tasks, MeasuringOptions options, TimeProvider clock)
    {
        States = [.. tasks.Select(task => new TaskState(task))];
        _options = options;
        _clock = clock;
        _start = clock.GetTimestamp();
        _random = new Random(options.Seed);
    }

    public IReadOnlyList<TaskState> States { get; }

    /// <summary>Work done as a fraction of 1.</summary>
    public double Done => _options.Budget is { } budget
        ? Math.Min(1, Elapsed / budget.TotalSeconds)
        : Math.Min(1, (double)States.Sum(state => state.Intervals.Count) / Math.Max(1, States.Count * _options.Rounds));

    private double Elapsed => _clock.GetElapsedTime(_start).TotalSeconds;

    private double Remaining =>
        _options.Budget is { } budget ? budget.TotalSeconds - Elapsed - _options.IdleSeconds : double.PositiveInfinity;

    /// <summary>Shortens intervals so that each task gets the least number of rounds within the budget.</summary>
    public void FitToBudget()
    {
        double needed = _options.MinimumRounds * States.Sum(Cost);
        if (!double.IsFinite(Remaining) || needed <= Remaining)
            return;
        double factor = Math.Max(0, Remaining) / needed;
        foreach (TaskState state in States)
        {
            int fewest = (int)Math.Ceiling(Math.Min(state.RunsPerInterval, ShortestIntervalSeconds / Math.Max(state.PilotSeconds, 1e-9)));
            state.Plan(Math.Max(Math.Max(1, fewest), (int)(state.RunsPerInterval * factor)));
        }
    }

    /// <summary>
    /// True if a disturbed interval may be measured again; counts it. On a machine that is never quiet, repetition must
    /// not eat up the time of the rounds that everything is to get.
    /// </summary>
    public bool MayRedo()
    {
        int limit = (int)(_options.RedoLimit * States.Count * _options.Rounds);
        double reserved = Math.Max(0, _options.MinimumRounds - _rounds + 1) * States.Sum(Cost);
        if (_redone >= limit || Remaining <= reserved)
            return false;
        _redone++;
        return true;
    }

    /// <summary>The tasks of the next round in random order; null when nothing is left to do.</summary>
    public IReadOnlyList<TaskState>? NextRound()
    {
        List<TaskState> round = _options.Budget is null ? FixedRound() : BudgetedRound();
        _rounds++;
        TaskState[] shuffled = [.. round];
        _random.Shuffle(shuffled);
        return shuffled.Length > 0 ? shuffled : null;
    }

    private List<TaskState> FixedRound() => _rounds < _options.Rounds ? [.. States] : [];

    // Everything a few times; then what is most uncertain, weighted by how much it matters, as far as the time goes.
    private List<TaskState> BudgetedRound()
    {
        IEnumerable<TaskState> wanted = _rounds < _options.MinimumRounds
            ? States
            : States.Where(state => !state.Task.EveryRound && state.Seconds(_options.Level).RelativeHalfWidth > _options.TargetHalfWidth)
                .OrderByDescending(Uncertainty);
        List<TaskState> round = [];
        double time = Remaining;
        foreach (TaskState state in wanted)
        {
            double cost = Cost(state);
            // The first round is taken whole: a result for every task is worth a little more time.
            if (_rounds > 0 && cost > time)
                continue;
            time -= cost;
            round.Add(state);
        }

        if (_rounds >= _options.MinimumRounds && round.Count > 0)
            round.AddRange(States.Where(state => state.Task.EveryRound && Cost(state) < time));
        return round;
    }

    private double Uncertainty(TaskState state)
    {
        MedianEstimate seconds = state.Seconds(_options.Level);
        return (seconds.High - seconds.Low) * state.Task.Weight / Math.Max(Cost(state), 1e-9);
    }

    private static double Cost(TaskState state) =>
        OverheadFactor * (state.IntervalSeconds + (state.IntervalSeconds / state.RunsPerInterval));
}
