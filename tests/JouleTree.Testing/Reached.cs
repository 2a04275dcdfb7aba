using System.Globalization;
using Shouldly;

namespace JouleTree.Testing;

/// <summary>
/// Pins what was reached beside what was asked: a target that is met by far hides a regression. Results are deterministic; the
/// tolerance of 2 % is for processors whose vectors sum in another order.
/// </summary>
public static class Reached
{
    /// <summary>Holds a figure to the one that was reached; whoever does better pins the better one.</summary>
    /// <param name="value">An error or share in percent.</param>
    /// <param name="reached">The figure when it was last pinned.</param>
    /// <param name="what">What it is of.</param>
    public static void ShouldStayAt(this double value, double reached, string what) => value.ShouldBe(
        reached,
        Math.Max(0.02 * reached, 0.006),
        string.Create(CultureInfo.InvariantCulture,
            $"{what}: {value:0.000} was {reached:0.000} when it was pinned; if the change is meant, pin the new figure"));
}
