namespace JouleTree.Measurement.Surveying;

/// <summary>What of the pool is measured next, given what was taken before.</summary>
/// <param name="toAdapt">
/// True where few workloads adapt a profile: they must show many sizes of many types; false where many fill the space.
/// </param>
internal sealed class SurveyChoice(bool toAdapt)
{
    private readonly List<SurveyCandidate> _taken = [];
    private readonly TypeCoverage _coverage = new();

    /// <summary>Notes that one is measured.</summary>
    /// <param name="candidate">A workload of the pool.</param>
    public void Take(SurveyCandidate candidate)
    {
        _taken.Add(candidate);
        _coverage.Add(candidate.Tree);
    }

    /// <summary>The next one, or null where none is left.</summary>
    /// <param name="open">Those that can be measured.</param>
    /// <param name="unsure">How unsure a predictor is of each; empty while there is none.</param>
    public SurveyCandidate? Next(IEnumerable<SurveyCandidate> open, IReadOnlyDictionary<SurveyCandidate, double> unsure) => open
        .OrderByDescending(candidate => toAdapt ? WorthToAdapt(candidate) : WorthToFill(candidate, unsure))
        .ThenBy(candidate => candidate.Workload.Order)
        .FirstOrDefault();

    /// <summary>The first ones, in their order.</summary>
    /// <param name="open">Those that can be measured.</param>
    /// <param name="count">How many, at most.</param>
    public IEnumerable<SurveyCandidate> First(IEnumerable<SurveyCandidate> open, int count)
    {
        List<SurveyCandidate> left = [.. open];
        for (int index = 0; index < count && Next(left, new Dictionary<SurveyCandidate, double>()) is { } next; index++)
        {
            left.Remove(next);
            Take(next);
            yield return next;
        }
    }

    // Distance while nothing else is known; then distance times the predictor's own doubt. Cheap workloads are preferred mildly:
    // what is learned does not grow with the time, but large workloads must not be left out.
    private double WorthToFill(SurveyCandidate candidate, IReadOnlyDictionary<SurveyCandidate, double> unsure)
    {
        double distance = _taken.Count == 0 ? 1 : _taken.Min(candidate.DistanceTo);
        return unsure.GetValueOrDefault(candidate, 1) * distance / Math.Sqrt(candidate.Seconds);
    }

    // Ten workloads must show every primitive type, small and large: what calls, FLOPs and bytes cost of each is learned from nothing
    // else. Each workload is then worth more than the seconds that it takes.
    private double WorthToAdapt(SurveyCandidate candidate) =>
        (_coverage.Gain(candidate.Tree) + (_taken.Count == 0 ? 0 : _taken.Min(candidate.DistanceTo))) / Math.Pow(candidate.Seconds, 0.25);
}
