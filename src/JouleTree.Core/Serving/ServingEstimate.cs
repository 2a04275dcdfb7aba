namespace JouleTree.Core.Serving;

/// <summary>What serving a network costs on some GPUs, in the mean of a steady load.</summary>
public sealed record ServingEstimate
{
    /// <summary>Joules of all GPUs for a token of an answer, its share of prompts included.</summary>
    public required double JoulesPerToken { get; init; }

    /// <summary>Lower end of the interval of <see cref="JoulesPerToken"/>.</summary>
    public required double LowJoulesPerToken { get; init; }

    /// <summary>Upper end of it.</summary>
    public required double HighJoulesPerToken { get; init; }

    /// <summary>Seconds of a step in the mean: each running request gets a token in it.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>Seconds between two tokens of a request while no other begins, which is the median where few do.</summary>
    public required double InterTokenSeconds { get; init; }

    /// <summary>Seconds until the first token of a request: half a step of waiting and the step that reads its prompt.</summary>
    public required double FirstTokenSeconds { get; init; }

    /// <summary>What a time may be wrong by: it lies between time / factor and time × factor.</summary>
    public required double TimeFactor { get; init; }

    /// <summary>Tokens of answers in a second, of all requests together.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Mean number of tokens of an answer.</summary>
    public required double AnswerTokens { get; init; }

    /// <summary>Joules for a token by term of <see cref="ServingTerms.All"/>; with those of waiting they sum to the whole.</summary>
    internal IReadOnlyList<double> Terms { get; init; } = [];

    /// <summary>Joules of <see cref="JoulesPerToken"/> that reading prompts adds.</summary>
    public required double PromptJoules { get; init; }

    /// <summary>
    /// Joules for a token of the seconds by which a given time is longer than the predicted one, below 0 where it is shorter; 0 where no
    /// time was given.
    /// </summary>
    public double WaitingJoules { get; init; }

    /// <summary>Confidence level of the intervals.</summary>
    public required double Level { get; init; }

    /// <summary>What the reader should know, such as what lies outside the measured range.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Joules for a request, its prompt included.</summary>
    public double JoulesPerRequest => JoulesPerToken * AnswerTokens;

    /// <summary>Watts of all GPUs.</summary>
    public double Watts => JoulesPerToken * TokensPerSecond;

    /// <summary>Kilowatt-hours for a million tokens.</summary>
    public double KilowattHoursPerMillionTokens => JoulesPerToken / 3.6;

    /// <summary>Joules for a token by what they are for, waiting for a given time included.</summary>
    public IReadOnlyDictionary<ServingPurpose, double> Purposes
    {
        get
        {
            Dictionary<ServingPurpose, double> sums = Enum.GetValues<ServingPurpose>().ToDictionary(purpose => purpose, _ => 0.0);
            for (int index = 0; index < Terms.Count; index++)
                sums[ServingTerms.All[index].Purpose] += Terms[index];
            sums[ServingPurpose.Waiting] += WaitingJoules;
            return sums;
        }
    }
}
