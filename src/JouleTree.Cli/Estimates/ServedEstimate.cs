using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees.Format;
using JouleTree.Serving;

namespace JouleTree.Cli.Estimates;

/// <summary><c>jouletree estimate --serve</c>: what a token of a language model costs that is served on GPUs.</summary>
internal static class ServedEstimate
{
    /// <summary>Answers, on the profile that is named, or with a line for each that ships.</summary>
    /// <param name="context">Where it writes.</param>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="workload">MODEL and what is said of its numbers.</param>
    /// <param name="serving">How it is served.</param>
    /// <param name="profiles">What answers; at least one.</param>
    /// <param name="text">How it is shown.</param>
    /// <param name="format">In which format.</param>
    /// <param name="output">A file for the trees, or null.</param>
    /// <param name="quiet">True to leave remarks out.</param>
    /// <exception cref="InputException">Nothing can be said.</exception>
    public static void Run(
        CommandContext context, ParseResult parsed, WorkloadOptions workload, ServingOptions serving,
        IReadOnlyList<ServingProfile> profiles, ServingText text, OutputFormat format, OutputFile? output, bool quiet)
    {
        ServingDeployment deployment = serving.Deployment(parsed);
        ServedModel model = ServedModel.Of(workload.Source(parsed), workload.ServedTypes(parsed), workload.Changes(parsed));
        if (profiles.Count > 1)
        {
            List(context, model.OnEach(profiles, deployment), text, format, output);
            return;
        }

        ServingAnswer answer = model.On(profiles[0], deployment);
        if (output is not null)
            TreeOutput.Write(output, answer.Tree);
        switch (format)
        {
            case OutputFormat.Table:
                context.Show(text.Table(answer, context.Width));
                break;
            case OutputFormat.Json:
                context.Show(text.Json(answer));
                break;
            case OutputFormat.Jsonl:
                context.Show(TreeText.Of(answer.Tree));
                break;
            default:
                ResultText.Write(context, format, "estimate --serve", text.Rows, [DeploymentAnswer.Of(answer)]);
                break;
        }

        foreach (string remark in quiet ? [] : answer.Remarks.Except(format == OutputFormat.Table ? ServingText.Scaling(answer) : []))
            context.Say($"{answer.Profile.Name}: {remark}");
        if (!quiet && KernelShare.Of(answer) is { } kernels)
            SayOfKernels(context, answer, kernels);
    }

    private static void SayOfKernels(CommandContext context, ServingAnswer answer, KernelShare kernels)
    {
        context.Say($"{answer.Profile.Name}: {kernels.Remark}");
        // A pass is of one card.
        if (answer.Deployment.Gpus > 1)
            return;
        string skew = answer.Model.Network.Experts is null ? ""
            : string.Create(CultureInfo.InvariantCulture, $" --expert-skew {StepKernels.Skew}");
        context.Say(string.Create(CultureInfo.InvariantCulture,
            $"its step kernel by kernel: jouletree estimate {answer.Model.Name}:lm-head --device {kernels.Profile.Name} --weights "
            + $"{answer.Model.WeightType} --phase decode --batch-size {Math.Max(1, Math.Round(answer.Deployment.Requests))} --past "
            + $"{Math.Round(answer.Deployment.Position)}{skew}"));
    }

    private static void List(
        CommandContext context, IReadOnlyList<DeploymentAnswer> answers, ServingText text, OutputFormat format, OutputFile? output)
    {
        if (answers.All(one => one.Answer is null))
            throw new InputException(string.Join("; ", answers.Select(one => $"{one.Profile.Name}: {one.Refusal}")));
        if (output is not null)
            TreeOutput.Write(output, answers.Where(one => one.Answer is not null).Select(one => one.Answer!.Tree));
        DeploymentAnswer[] rows = [.. answers.OrderBy(row => row.Estimate?.JoulesPerToken ?? double.PositiveInfinity)];
        ResultText.Write(context, format, "estimate --serve", text.Rows, rows);
        foreach (DeploymentAnswer row in rows.Where(row => row.Refusal is not null))
            context.Say($"{row.Profile.Name}: {row.Refusal}");
        if (format == OutputFormat.Table)
            context.Say($"software belongs to a profile; the tree of one: --device {rows[0].Profile.Name}");
    }
}
