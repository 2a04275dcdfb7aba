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
        if (cause is InputException { Arguments: { Count: > 0 } arguments })
            Arguments = arguments;
    }

    /// <summary>Where it was found.</summary>
    public InputPlace Place { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>
    /// Arguments of the call that <see cref="Problem"/> names in backticks (<see cref="ArgumentNames"/>), beside the one that
    /// <see cref="Place"/> blames. Those of the cause where nothing is said.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>True where <see cref="Problem"/> is a list: a heading, and a line of its own for each of several problems.</summary>
    internal bool IsList { get; init; }

    /// <summary>The message with other names for arguments.</summary>
    /// <param name="nameOf">The other name of an argument, or null where there is none.</param>
    internal string MessageWith(Func<string, string?> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        string[] arguments = Place.Argument is { } blamed ? [.. Arguments, blamed] : [.. Arguments];
        string? named = Place.Argument is { } one && !Mentions(Problem, Place) ? nameOf(one) ?? one : null;
        return Compose(Place with { Argument = named }, ArgumentNames.Replace(Problem, arguments, nameOf));
    }

    /// <summary>The same failure with a file (and line) added where the place did not name one yet.</summary>
    /// <param name="file">Path as the user gave it.</param>
    /// <param name="line">Line number, counted from 1, or null.</param>
    public InputException In(string file, long? line = null) =>
        new(Place with { File = Place.File ?? file, Line = Place.Line ?? line }, Problem, InnerException) { Arguments = Arguments };

    // A problem that names the argument to blame needs no place that does.
    private static bool Mentions(string problem, InputPlace place) =>
        place.Argument is { } argument && problem.Contains($"`{argument}`", StringComparison.Ordinal);

    private static string Compose(InputPlace place, string problem)
    {
        string where = (Mentions(problem, place) ? place with { Argument = null } : place).ToString();
        return where.Length == 0 ? problem : $"{where}: {problem}";
    }
}
