namespace JouleTree.Core.Regression.Lasso;

/// <summary>Settings of a lasso path.</summary>
public sealed record LassoOptions
{
    /// <summary>Number of penalties on the path, at least 2. Default 60.</summary>
    public int Steps { get; init; } = 60;

    /// <summary>Last penalty as a share of the first, between 0 and 1. Default 0.0001.</summary>
    public double LastShare { get; init; } = 1e-4;

    /// <summary>
    /// A penalty's descent ends when no coefficient, times its column's deviation, moves by more than this share of the
    /// deviation of y. Default 1e-7.
    /// </summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>Rounds over the coefficients after which a penalty's descent ends all the same. Default 2,000.</summary>
    public int MaxRounds { get; init; } = 2000;

    /// <summary>The penalties themselves, descending, or null to derive them from the data.</summary>
    public IReadOnlyList<double>? Penalties { get; init; }
}
