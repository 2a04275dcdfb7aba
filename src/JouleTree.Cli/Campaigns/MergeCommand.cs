using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Measurement.Collecting.Journals;

namespace JouleTree.Cli.Campaigns;

/// <summary><c>jouletree merge</c>: joins the journals of several machines or shards.</summary>
internal static class MergeCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile[]> sources = new Argument<InputFile[]>("JOURNAL")
        {
            Description = "Folders of collect, or journal files; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        }.Read();
        Option<string> output = new Option<string>("--output", "-o")
        {
            Description = "Folder of the joined journal and its results.",
            HelpName = "DIR",
            Required = true,
        }.Folder();
        Option<string> tables = CampaignTables.Option();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("merge", "Join the journals of collect; merging again changes nothing.") { sources, output, tables, quiet };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetRequiredValue(output);
            JournalMerge.Result result = JournalMerge.Merge(parsed.GetRequiredValue(sources), folder);
            IReadOnlyDictionary<string, int> files = CampaignTables.Write(folder, parsed.GetRequiredValue(tables));
            if (parsed.GetValue(quiet))
                return ExitCodes.Done;
            context.Say($"{Amount.Of(result.Entries, "workload")} ({result.Failed} failed) of "
                + $"{Amount.Of(result.Devices.Count, "device")}, {Amount.Of(result.Repeated, "repeated one")} left out");
            foreach (string device in result.Devices)
                context.Say($"device: {device}");
            foreach ((string file, int lines) in files)
                context.Say($"wrote {Path.Combine(folder, file)}: {Amount.Of(lines, "line")}");
            return ExitCodes.Done;
        });
        return command;
    }
}
