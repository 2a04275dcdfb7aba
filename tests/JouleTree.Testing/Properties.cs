using FsCheck;
using FsCheck.Fluent;

namespace JouleTree.Testing;

/// <summary>Property tests with a fixed seed, so that CI runs the same cases as everybody else.</summary>
public static class Properties
{
    private const ulong Seed = 20210801;

    /// <summary>Checks a property for many seeds of the generators.</summary>
    /// <param name="cases">Number of cases.</param>
    /// <param name="property">Throws where the property does not hold.</param>
    public static void ForSeeds(int cases, Action<int> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(Seed, 1),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), property));
}
