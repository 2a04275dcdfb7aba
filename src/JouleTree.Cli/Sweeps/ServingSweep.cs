using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;
using JouleTree.Reporting.Plots;
using JouleTree.Reporting.Svg;
using JouleTree.Serving;

namespace JouleTree.Cli.Sweeps;

/// <summary><c>jouletree sweep --serve</c>: deployments side by side, the frontier of energy and time, and the cheapest.</summary>
/// <param name="context">Where it writes.</param>
/// <param name="grid">The deployments.</param>
internal sealed class ServingSweep(CommandContext context, DeploymentGrid grid)
{
    /// <summary>Name of the picture.</summary>
    public const string Plot = "frontier";

    // More would stay in memory for nobody's eyes.
    private const long Most = 1_000_000;

    private readonly List<string> _refusals = [];

    /// <summary>Looks at the deployments of some models.</summary>
    /// <param name="models">The models.</param>
    /// <param name="weights">Types of weights; null is those in which a model is published.</param>
    /// <param name="set">Changed fields of all models, <c>KEY=VALUE</c>.</param>
    /// <exception cref="InputException">No model can be served, or no deployment answered.</exception>
    /// <exception cref="UsageException">There are too many deployments.</exception>
    public DeploymentChoice Choose(
        IReadOnlyList<InputFile> models, IReadOnlyList<NumberTypes?> weights, IReadOnlyList<string> set)
    {
        if (grid.Count * models.Count * weights.Count is > Most and var many)
            throw new UsageException($"{many} deployments are more than the {Most} that are looked at at once");
        ServedModel[] served = [.. models.SelectMany(model => Served(model, weights, set))];
        if (served.Length == 0)
            throw new InputException(string.Join("; ", _refusals));
        DeploymentChoice choice = DeploymentChoice.Of(served, grid);
        return choice.Deployments.Any(one => one.Answer.Answer is not null)
            ? choice
            : throw new InputException($"none of {Amount.Of(choice.Deployments.Count, "deployment")} is possible; the first: "
                + choice.Deployments[0].Answer.Refusal);
    }

    /// <summary>Writes a choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="format">In which format.</param>
    /// <param name="output">A file, or null for standard output.</param>
    /// <param name="showsAll">A table shows what is dominated or cannot run, too.</param>
    public void Write(DeploymentChoice choice, OutputFormat format, OutputFile? output, bool showsAll)
    {
        if (format != OutputFormat.Table)
        {
            ResultText.Write(context, format, "sweep --serve", ServingColumns.Ranked, choice.Deployments, output);
            return;
        }

        IReadOnlyList<RankedDeployment> shown = showsAll ? choice.Deployments : [.. choice.Frontier];
        string text = Harmless.Line(Head(choice)) + "\n" + ServingColumns.Ranked.Text(shown, output is null ? context.Width : null)
            + string.Concat(choice.Deployments.GroupBy(one => one.Answer.Model.Name)
                .Select(model => Harmless.Line(Verdict([.. model])) + "\n"));
        ResultText.Write(context, text, output);
    }

    /// <summary>The picture.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="style">Sizes.</param>
    public string Draw(DeploymentChoice choice, PictureStyle style) => DeploymentPlot.Render(
        [
            .. choice.Deployments.Where(one => one.Runs).Select(one => new DeploymentPlace(
                one.Answer.Model.Name, one.Answer.Profile.Name, one.Answer.Model.WeightType, one.Estimate!.InterTokenSeconds,
                one.Estimate.JoulesPerToken, one.Estimate.LowJoulesPerToken, one.Estimate.HighJoulesPerToken, Words(one.Answer),
                one.IsOnFrontier)),
        ],
        $"{string.Join(", ", choice.Deployments.Select(one => one.Answer.Model.Name).Distinct())}, {Lengths()}", style);

    /// <summary>Says on standard error what the lines do not show.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="isShort">Only the frontier was shown.</param>
    public void Say(DeploymentChoice choice, bool isShort)
    {
        foreach (string refusal in _refusals)
            context.Say($"warning: {refusal}");
        if (isShort)
            context.Say($"{choice.Deployments.Count(one => one.IsDominated)} of {Amount.Of(choice.Deployments.Count, "deployment")} "
                + "are dominated (--all shows them)");
        RankedDeployment[] refused = [.. choice.Deployments.Where(one => one.Answer.Answer is null)];
        if (refused.Length > 0)
            context.Say($"{refused.Length} {Amount.Do(refused.Length, "is", "are")} not possible, such as: {refused[0].Answer.Refusal}");
        int waiting = choice.Deployments.Count(one => one.Answer.Answer is not null && !one.Runs);
        if (waiting > 0)
            context.Say($"{waiting} would let requests wait for memory, and {Amount.Do(waiting, "is", "are")} not chosen among");
        int outside = choice.Frontier.Count(one => one.Estimate!.Notes.Count > 0);
        if (outside > 0)
            context.Say($"{outside} of the frontier {Amount.Do(outside, "lies", "lie")} outside the measured range (column notes), with "
                + "wider intervals");
    }

    private IEnumerable<ServedModel> Served(InputFile model, IReadOnlyList<NumberTypes?> weights, IReadOnlyList<string> set)
    {
        ConfigFields? changes = set.Count > 0 ? ConfigFields.Empty() : null;
        foreach (string pair in set)
            changes!.AddPair(pair);
        ModelSource source = ModelSource.Open(model, EngineIfThere.Instance);
        foreach (NumberTypes? types in weights)
        {
            ServedModel served;
            try
            {
                served = ServedModel.Of(source, types, changes);
            }
            catch (InputException error)
            {
                string where = types?.Weights is { } asked ? $"{source.Name} in {asked}" : source.Name;
                _refusals.Add($"{where}: {ArgumentFlags.In(error)}");
                continue;
            }

            yield return served;
        }
    }

    private string Head(DeploymentChoice choice) => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(", ", choice.Deployments.Select(one => one.Answer.Model.Name).Distinct())}: {Lengths()}; predicted, intervals of "
        + $"nominal {100 * choice.Deployments.First(one => one.Answer.Answer is not null).Estimate!.Level:0.#} %");

    private string Lengths() => string.Create(CultureInfo.InvariantCulture,
        $"prompts of {grid.PromptTokens:0.###} and answers of {grid.AnswerTokens:0.###} tokens");

    private string Verdict(IReadOnlyList<RankedDeployment> model)
    {
        string name = model[0].Answer.Model.Name;
        double? limit = grid.MostInterTokenSeconds;
        if (model.FirstOrDefault(one => one.IsCheapest) is not { } cheapest)
        {
            double? fastest = model.Where(one => one.Runs).Min(one => one.Estimate?.InterTokenSeconds);
            return fastest is { } seconds
                ? string.Create(CultureInfo.InvariantCulture,
                    $"{name}: none is within {1e3 * limit:G4} ms between tokens; the fastest takes {1e3 * seconds:G3} ms")
                : $"{name}: none can run";
        }

        ServingEstimate estimate = cheapest.Estimate!;
        (double between, double factor) = (1e3 * estimate.InterTokenSeconds, estimate.TimeFactor);
        string within = limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $" within {1e3 * limit:G4} ms between tokens");
        string doubt = between * factor > 1e3 * limit ? "; the interval of its time reaches beyond the limit" : "";
        string outside = estimate.Notes.Count > 0 ? $"; {estimate.Notes[0]}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"cheapest of {name}{within}: {Words(cheapest.Answer)}: {estimate.JoulesPerToken:G3} J a token ("
            + $"{estimate.LowJoulesPerToken:G3} to {estimate.HighJoulesPerToken:G3}), {between:G3} ms between tokens ("
            + $"{between / factor:G3} to {between * factor:G3}){doubt}{outside}");
    }

    private static string Words(DeploymentAnswer one)
    {
        string copies = one.Deployment.DataParallel > 1 ? $" in {one.Deployment.DataParallel} copies" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{one.Model.WeightType} on {Amount.Of(one.Deployment.Gpus, "GPU")} of {one.Profile.Name}{copies}, "
            + $"{one.Deployment.Requests:0.###} requests");
    }
}
