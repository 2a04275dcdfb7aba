using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using YamlDotNet.RepresentationModel;

namespace JouleTree.Measurement.Collecting.Plans.Reading;

/// <summary>Collects what is wrong with a plan, so that it is told all at once.</summary>
internal sealed class PlanErrors(string file)
{
    private readonly SortedSet<(long Line, string Problem)> _errors = [];
    private readonly HashSet<string> _arguments = [];

    public int Count => _errors.Count;

    public void Add(YamlNode node, string problem, params IEnumerable<string> arguments) => Add(node.Start.Line, problem, arguments);

    /// <summary>Notes an error.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="arguments">Arguments that the problem names (<see cref="ArgumentNames"/>).</param>
    public void Add(long line, string problem, params IEnumerable<string> arguments)
    {
        _errors.Add((line, problem));
        _arguments.UnionWith(arguments);
    }

    /// <summary>One error as it is, several as a list.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count == 1)
            throw new InputException(new InputPlace(file, _errors.Min.Line), _errors.Min.Problem) { Arguments = [.. _arguments] };
        if (_errors.Count > 1)
        {
            throw new InputException(
                new InputPlace(file), $"{_errors.Count} errors\n"
                    + string.Join('\n', _errors.Select(error => Harmless.Line($"  {new InputPlace(file, error.Line)}: {error.Problem}"))))
            {
                IsList = true,
                Arguments = [.. _arguments],
            };
        }
    }
}
