using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary>
/// The architectures that have a name, family by family, with their parameters, those that a token multiplies, and the longest text.
/// </summary>
internal sealed class ZooListing
{
    private static readonly ResultTable<ListedModel> Columns = new(
        Column<ListedModel>.OnlyShown("family", row => row.IsFirst ? row.Model.Family.Name : ""),
        new Column<ListedModel>("model", row => row.Model.Name).Shown("name", row => row.Model.Name),
        new Column<ListedModel>("family", row => row.Model.Family.Name),
        new Column<ListedModel>("parameters", row => row.Parameters).ShownRight("parameters", row => Quantity.Exact(row.Parameters)),
        new Column<ListedModel>("active_parameters", row => row.Active).ShownRight("active", row => Quantity.Exact(row.Active)),
        new Column<ListedModel>("context_length", row => row.Context)
            .ShownRight("context", row => row.Context is { } context ? Quantity.Exact(context) : ""));

    private readonly Option<bool> _list = new("--list")
    {
        Description = "Show the names of all architectures, or of those whose name MODEL is a part of.",
    };

    private readonly Option<string?> _family = new("--family") { Description = "With --list: of this family only.", HelpName = "NAME" };

    private readonly Option<double?> _least = new Option<double?>("--min-parameters")
    {
        Description = "With --list: of at least so many parameters, such as 1e9.",
        HelpName = "N",
    }.Real("", least: 0);

    private readonly Option<double?> _most = new Option<double?>("--max-parameters")
    {
        Description = "With --list: of at most so many parameters.",
        HelpName = "N",
    }.Real("", least: 0);

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_list, _family, _least, _most])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_list))
                return;
            foreach (Option option in (Option[])[_family, _least, _most])
            {
                if (result.GetResult(option) is not null)
                    result.AddError($"{option.Name} is for --list");
            }
        });
    }

    /// <summary>True where the list is asked for.</summary>
    /// <param name="result">The parsed verb.</param>
    public bool IsAskedFor(System.CommandLine.Parsing.CommandResult result) => result.GetValue(_list);

    /// <summary>Writes the list.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="text">A part of the models' names; null for all.</param>
    /// <param name="format">How to write it.</param>
    /// <param name="file">A file, or null for standard output.</param>
    /// <exception cref="UsageException">There is no such family.</exception>
    public void Write(CommandContext context, ParseResult parsed, string? text, OutputFormat format, OutputFile? file)
    {
        ListedModel[] rows = [.. Models(parsed, text).ToArray().AsParallel().AsOrdered().Select(Row)];
        ZooFamily? last = null;
        for (int index = 0; index < rows.Length; index++)
        {
            rows[index] = rows[index] with { IsFirst = rows[index].Model.Family != last };
            last = rows[index].Model.Family;
        }

        if (rows.Length == 0)
            context.Say("no architecture is like that; --list alone shows all");
        ResultText.Write(context, format, "inspect --list", Columns, rows, file);
    }

    // Built for one token: weights are the same for any number.
    private static ListedModel Row(ZooModel model)
    {
        ModelDescription description = model.Describe();
        Graph graph = model.Build(description.TakesSequences ? new Workload { SequenceLength = 1 } : null);
        return new ListedModel(model, graph.ParameterCount, ActiveWeights.Of(graph), description.ContextLength, IsFirst: false);
    }

    private IEnumerable<ZooModel> Models(ParseResult parsed, string? text)
    {
        ZooFamily? family = parsed.GetValue(_family) is { } name ? FamilyOf(name) : null;
        double least = parsed.GetValue(_least) ?? 0;
        double most = parsed.GetValue(_most) ?? double.PositiveInfinity;
        bool isBounded = least > 0 || double.IsFinite(most);
        foreach (ZooModel model in ModelZoo.Models)
        {
            // What costs most comes last.
            if ((family is not null && model.Family != family) || (text is not null && !IsCalled(model, text)))
                continue;
            if (!isBounded || (model.CountParameters() is var parameters && parameters >= least && parameters <= most))
                yield return model;
        }
    }

    private static bool IsCalled(ZooModel model, string text) =>
        model.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || model.Aliases.Any(alias => alias.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static ZooFamily FamilyOf(string name)
    {
        if (ModelZoo.Families.FirstOrDefault(family => Same(family.Name, name) || Same(family.ModelType, name)) is { } found)
            return found;
        string[] names = [.. ModelZoo.Families.Select(family => family.Name)];
        IReadOnlyList<string> near = NearNames.Of(name, names);
        throw new UsageException(near.Count > 0
            ? $"--family {name}: no family is called that; did you mean {string.Join(" or ", near)}?"
            : $"--family {name}: no family is called that; there are {string.Join(", ", names)}");
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A line of the list.</summary>
/// <param name="Model">The model.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Active">Those that one token multiplies.</param>
/// <param name="Context">Longest sequence in tokens; null where none is known.</param>
/// <param name="IsFirst">True for the first of its family.</param>
internal sealed record ListedModel(ZooModel Model, long Parameters, long Active, long? Context, bool IsFirst);
