using JouleTree.Core.Errors;
using JouleTree.Estimates;

namespace JouleTree.Advice;

/// <summary>
/// What would make a model cheaper: moves that users can make, ranked by what they save of an item's joules. What a move does to the
/// quality of the answers is not told: nothing here knows it. Immutable.
/// </summary>
internal sealed class EnergyAdvice
{
    private readonly EstimateOptions? _options;

    private EnergyAdvice(AdvisedModel model, AdvicePrice now, IReadOnlyList<PricedMove> moves, EstimateOptions? options) =>
        (Model, Now, Moves, _options) = (model, now, moves, options);

    /// <summary>The model.</summary>
    public AdvisedModel Model { get; }

    /// <summary>What an item costs now.</summary>
    public AdvicePrice Now { get; }

    /// <summary>The moves: first those that are promised, then the others; of both those first that save most.</summary>
    public IReadOnlyList<PricedMove> Moves { get; }

    /// <summary>Those whose saving is promised, the largest first.</summary>
    public IEnumerable<PricedMove> Promised => Moves.Where(move => move.IsPromised);

    /// <summary>Advice on a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How it is estimated; null for the defaults.</param>
    /// <exception cref="InputException">What an item costs now cannot be told.</exception>
    public static EnergyAdvice Of(AdvisedModel model, EstimateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        AdvicePrice now = model.Pricing.Price(model, options);
        return Of(model, now, MovesOf(model, now).Select(move => Price(model, now, move, options)), options);
    }

    /// <summary>Advice from moves that are priced.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What an item costs now.</param>
    /// <param name="moves">The moves, in any order.</param>
    /// <param name="options">How taken ones are estimated; null for the defaults.</param>
    public static EnergyAdvice Of(AdvisedModel model, AdvicePrice now, IEnumerable<PricedMove> moves, EstimateOptions? options) => new(
        model, now,
        [
            .. moves.Where(IsOffered).OrderByDescending(move => move.IsPromised)
                .ThenByDescending(move => move.Saving?.Joules ?? double.NegativeInfinity),
        ],
        options);

    /// <summary>The moves that a model could make, not priced yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What an item costs now.</param>
    public static IReadOnlyList<AdviceMove> MovesOf(AdvisedModel model, AdvicePrice now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(now);
        return
        [
            .. LoadMoves.Batch(model, now), .. LoadMoves.Length(model, now), .. SizeMoves.Of(model), .. LoadMoves.Weights(model),
            .. LoadMoves.Deployment(model), .. ModelMoves.Of(model, now),
        ];
    }

    /// <summary>What a move saves.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What an item costs now.</param>
    /// <param name="move">One of its moves.</param>
    /// <param name="options">How it is estimated; null for the defaults.</param>
    public static PricedMove Price(AdvisedModel model, AdvicePrice now, AdviceMove move, EstimateOptions? options)
    {
        ArgumentNullException.ThrowIfNull(move);
        try
        {
            return new PricedMove(move, Saving(model, now, [move], options), null);
        }
        catch (InputException error)
        {
            return new PricedMove(move, null, error.Message);
        }
    }

    /// <summary>False for a move that makes no difference, and for a batch that leaves the range of the device or of the file.</summary>
    /// <param name="move">A priced move.</param>
    public static bool IsOffered(PricedMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (move.Saving is not { } saving)
            return move.Move.Kind != AdviceKind.Batch;
        bool leaves = saving.Then.Fit > saving.Now.Fit || saving.Then.WhyPart is not null;
        return saving.Joules != 0 && !(move.Move.Kind == AdviceKind.Batch && leaves);
    }

    /// <summary>A move by its name.</summary>
    /// <param name="name">Its name, such as <c>layers-half</c>.</param>
    /// <exception cref="InputException">There is none.</exception>
    public PricedMove Move(string name) => Moves.FirstOrDefault(move => move.Move.Name == name)
        ?? throw new InputException($"there is no move '{name}'; there are {string.Join(", ", Moves.Select(move => move.Move.Name))}");

    /// <summary>What several moves save that are made together, which is not the sum of what each saves alone.</summary>
    /// <param name="moves">The moves, at least one, of each kind one at most.</param>
    /// <exception cref="InputException">Two are of one kind, or what they make cannot be told.</exception>
    public AdviceSaving Together(IReadOnlyList<PricedMove> moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        ArgumentOutOfRangeException.ThrowIfZero(moves.Count);
        return Saving(Model, Now, [.. moves.Select(move => move.Move)], _options);
    }

    /// <summary>What moves save that are made together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="now">What an item costs now.</param>
    /// <param name="moves">The moves, of each kind one at most.</param>
    /// <param name="options">How it is estimated; null for the defaults.</param>
    /// <exception cref="InputException">Two are of one kind, or what they make cannot be told.</exception>
    public static AdviceSaving Saving(AdvisedModel model, AdvicePrice now, AdviceMove[] moves, EstimateOptions? options)
    {
        if (moves.GroupBy(move => move.Kind).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"{string.Join(" and ", twice.Select(move => move.Name))} cannot be made together: both change "
                + $"{twice.Key.ToName()}; take one of them");
        AdvisedModel changed = moves.OrderBy(move => move.Kind).Aggregate(model, (before, move) => move.Apply(before));
        return new AdviceSaving(now, changed.Pricing.Price(changed, options));
    }
}
