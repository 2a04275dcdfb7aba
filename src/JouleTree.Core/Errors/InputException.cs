namespace JouleTree.Core.Errors;

/// <summary>
/// An expected failure: something that a user or a file got wrong. Its message is complete (place, what was found,
/// what was expected, what to do) and is printed as it stands, without a stack trace.
/// </summary>
/// <remarks>A caller's bug is an <see cref="ArgumentException"/> instead.</remarks>
public sealed class InputException : Exception
{
    /// <summary>A failure at no particular place, such as two options that contradict each other.</summary>
    /// <param name="problem">What is wrong and what to do, as one sentence without a full stop.</param>
    public InputException(string problem) : this(default, problem)
    {
    }

    /// <summary>A failure at a place in the input.</summary>
    /// <param name="place">Where it was found.</param>
    /// <param name="problem">What was found, what was expected, and what to do about it.</param>
    /// <param name="cause">The exception behind it, for debugging only.</param>
    public InputException(InputPlace place, string problem, Exception? cause = null) : base(Compose(place, problem), cause)
    {
        Place = place;
        Problem = problem;
    }

    /// <summary>Where it was found.</summary>
    public InputPlace Place { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>The same failure with a file (and line) added where the place did not name one yet.</summary>
    /// <param name="file">Path as the user gave it.</param>
    /// <param name="line">Line number, counted from 1, or null.</param>
    public InputException In(string file, long? line = null) =>
        new(Place with { File = Place.File ?? file, Line = Place.Line ?? line }, Problem, InnerException);

    private static string Compose(InputPlace place, string problem)
    {
        string where = place.ToString();
        return where.Length == 0 ? problem : $"{where}: {problem}";
    }
}
