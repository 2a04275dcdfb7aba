namespace JouleTree.Advice;

/// <summary>Something that users can change to save energy. Immutable.</summary>
internal sealed class AdviceMove
{
    private readonly Func<AdvisedModel, AdvisedModel> _apply;

    /// <summary>A move.</summary>
    /// <param name="kind">What it changes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="text">What it does, in words.</param>
    /// <param name="apply">Does it; fails with an <see cref="Core.Errors.InputException"/> where it cannot be done.</param>
    public AdviceMove(AdviceKind kind, string name, string text, Func<AdvisedModel, AdvisedModel> apply) =>
        (Kind, Name, Text, _apply) = (kind, name, text, apply);

    /// <summary>What it changes; of each kind one move can be made at a time.</summary>
    public AdviceKind Kind { get; }

    /// <summary>Its name, the same for the same model on whatever device: <c>layers-half</c>.</summary>
    public string Name { get; }

    /// <summary>What it does, in words: <c>half the layers, 6 of 12</c>.</summary>
    public string Text { get; }

    /// <summary>The model after the move.</summary>
    /// <param name="model">The model before.</param>
    /// <exception cref="Core.Errors.InputException">It cannot be done there.</exception>
    public AdvisedModel Apply(AdvisedModel model) => _apply(model);
}

/// <summary>What a move changes, in the order in which moves are made that are made together.</summary>
internal enum AdviceKind
{
    /// <summary>The model: another one that does the same task.</summary>
    Model,

    /// <summary>The number of layers.</summary>
    Layers,

    /// <summary>The width inside of the layers' two-layer networks.</summary>
    Mlp,

    /// <summary>The type in which weights are stored.</summary>
    Weights,

    /// <summary>The length of an item.</summary>
    Length,

    /// <summary>What it runs on: other GPUs, or another number of them.</summary>
    Deployment,

    /// <summary>How many items or requests are worked on at a time.</summary>
    Batch,
}

/// <summary>How kinds are called in data.</summary>
internal static class AdviceKindNames
{
    /// <summary>The kind of a name; null where there is none of it.</summary>
    /// <param name="name">A name.</param>
    public static AdviceKind? Parse(string name) =>
        Enum.GetValues<AdviceKind>().Where(kind => kind.ToName() == name).Select(kind => (AdviceKind?)kind).FirstOrDefault();

    /// <summary>The name of a kind.</summary>
    /// <param name="kind">A kind.</param>
    public static string ToName(this AdviceKind kind) => kind switch
    {
        AdviceKind.Model => "model",
        AdviceKind.Layers => "layers",
        AdviceKind.Mlp => "mlp",
        AdviceKind.Weights => "weights",
        AdviceKind.Length => "length",
        AdviceKind.Deployment => "deployment",
        AdviceKind.Batch => "batch",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind"),
    };
}
