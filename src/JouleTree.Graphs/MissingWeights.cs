using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>The failure of what needs weights whose files are not there.</summary>
internal static class MissingWeights
{
    /// <summary>The failure, or null where no file is missing.</summary>
    /// <param name="files">The files that are missing.</param>
    public static InputException? Failure(IReadOnlyList<string> files)
    {
        if (files.Count == 0)
            return null;
        (string ending, string verb, string them) = files.Count == 1 ? ("", "is", "it") : ("s", "are", "them");
        return new InputException(
            new InputPlace(Field: "external data"),
            $"the file{ending} {string.Join(", ", files)} must lie beside the model and {verb} missing: "
            + $"put {them} there (counts alone, without the weights: jouletree inspect)");
    }
}
