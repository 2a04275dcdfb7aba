using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language;

/// <summary>A mixture of experts: how many there are, and how a router chooses among them.</summary>
internal sealed record ExpertsConfig
{
    /// <summary>Experts that there are, and how their weights are stored.</summary>
    public required ExpertStorage Stored { get; init; }

    /// <summary>Experts that each token is given.</summary>
    public required int Chosen { get; init; }

    /// <summary>Name of the router's layer.</summary>
    public string Router { get; init; } = "gate";

    /// <summary>The router's layer has a bias.</summary>
    public bool RouterBias { get; init; }

    /// <summary>What makes weights of the router's results.</summary>
    public ExpertScoring Scoring { get; init; }

    /// <summary>Weights of a token's experts are divided by their sum.</summary>
    public bool Normalises { get; init; }

    /// <summary>Added to that sum, so that it is none that cannot divide; 0 for nothing.</summary>
    public double SumEpsilon { get; init; }

    /// <summary>What weights are multiplied by at last; 1 for nothing.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Groups that the experts stand in, of which each token may choose from some; 1 for no groups.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Groups that each token may choose from: the best ones.</summary>
    public int ChosenGroups { get; init; } = 1;

    /// <summary>
    /// A stored number for each expert corrects its score where experts are chosen, not where they are weighed; groups are then as good
    /// as their two best experts together, else as their best.
    /// </summary>
    public bool IsCorrected { get; init; }

    /// <summary>This mixture, if its numbers fit together.</summary>
    /// <exception cref="InputException">They do not.</exception>
    public ExpertsConfig Checked()
    {
        long experts = Stored.Experts;
        if (Chosen > experts)
            throw new InputException($"{Chosen} experts for each token: there are only {experts}");
        if (Groups == 1)
            return this;
        if (experts % Groups != 0 || (IsCorrected && experts / Groups < 2))
            throw new InputException($"{experts} experts cannot stand in {Groups} groups: choose a divisor");
        if (ChosenGroups > Groups || Chosen > experts / Groups * ChosenGroups)
            throw new InputException(
                $"{ChosenGroups} of {Groups} groups of {experts / Groups} experts hold no {Chosen} experts for each token");
        return this;
    }
}

/// <summary>What makes weights of a router's results.</summary>
internal enum ExpertScoring
{
    /// <summary>Softmax over all experts; the largest are chosen.</summary>
    Softmax,

    /// <summary>The largest are chosen; Softmax over those.</summary>
    SoftmaxOfChosen,

    /// <summary>Sigmoid of each; the largest are chosen.</summary>
    Sigmoid,

    /// <summary>The largest are chosen; sigmoid of those.</summary>
    SigmoidOfChosen,
}
