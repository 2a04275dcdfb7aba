namespace JouleTree.Core.Features.Sources;

/// <summary>Training trees that can be gone through several times, from memory or from a file.</summary>
internal interface ITreeSource
{
    /// <summary>The features in the order of the trees' rows.</summary>
    IReadOnlyList<Feature> Features { get; }

    /// <summary>Names of the primitive types by number; complete after the first pass.</summary>
    IReadOnlyList<string> PrimitiveTypes { get; }

    /// <summary>The trees in order, anew with each call.</summary>
    IEnumerable<FeatureTree> Trees();
}
