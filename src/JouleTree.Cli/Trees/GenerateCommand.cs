using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Graphs.Synthetic;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Trees;

/// <summary><c>jouletree generate</c>: synthetic trees from an analytic device, for tests and demonstrations.</summary>
internal static class GenerateCommand
{
    private const double DefaultNoise = 0.01;

    private static readonly string[] DefaultModels =
    [
        "google/bert_uncased_L-2_H-128_A-2", "google/bert_uncased_L-4_H-256_A-4", "google/bert_uncased_L-4_H-512_A-8",
        "distilbert-base-uncased", "distilgpt2", "gpt2",
    ];

    private static readonly int[] DefaultBatches = [1, 4, 8, 16];

    private static readonly int[] DefaultLengths = [16, 32, 64, 128];

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<OutputFile> output =
            new Argument<OutputFile>("OUT.jsonl")
            {
                Description = "Tree file to write, or a row a node as .parquet or .arrow; - is standard output.",
            }.Write();
        Option<string[]> models = Many("--models", "NAME", "Architectures by name", DefaultModels);
        Option<int[]> batches = Many("--batch-sizes", "N", "Items per forward pass", DefaultBatches).Wholes();
        Option<int[]> lengths = Many("--seq-lens", "N", "Tokens per item", DefaultLengths).Wholes();
        Option<int> repeat = new Option<int>("--repeat")
        {
            Description = "How often to write the whole set, with new noise each time.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Whole(1);
        Option<double> noise = new Option<double>("--noise")
        {
            Description = "Standard deviation of the relative error of readings, 0 to 0.2.",
            HelpName = "X",
            DefaultValueFactory = _ => DefaultNoise,
        }.Real("", least: 0, most: 0.2);
        Option<int> seed = new Option<int>("--seed")
        {
            Description = "Seed of the noise.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Whole(int.MinValue);
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("generate", "Make synthetic trees from a documented formula, for tests and demonstrations only.")
        {
            output, models, batches, lengths, repeat, noise, seed, quiet,
        };
        command.SetAction((parsed, cancellation) =>
        {
            SyntheticTrees generator = new(new AnalyticDevice(), parsed.GetValue(noise), parsed.GetValue(seed));
            ZooModel[] chosen = [.. Given(parsed, models, DefaultModels).Select(ModelZoo.Find)];
            Workload[] workloads = [.. Workloads(Given(parsed, batches, DefaultBatches), Given(parsed, lengths, DefaultLengths))];
            int trees = 0;
            using ProgressLine progress = new(context, parsed.GetValue(quiet), "generating: tree");
            TreeOutput.Write(parsed.GetRequiredValue(output), write =>
            {
                for (int round = 0; round < parsed.GetValue(repeat); round++)
                {
                    foreach (Workload workload in workloads)
                    {
                        foreach (ZooModel model in chosen)
                        {
                            cancellation.ThrowIfCancellationRequested();
                            write(generator.Of(model, workload));
                            progress.Report(++trees);
                        }
                    }
                }
            });
            progress.Clear();
            if (!parsed.GetValue(quiet))
                context.Say($"wrote {trees} synthetic trees to {parsed.GetRequiredValue(output)}: numbers of a formula, not of a machine");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static IEnumerable<Workload> Workloads(int[] batches, int[] lengths) =>
        batches.SelectMany(batch => lengths.Select(length => new Workload { BatchSize = batch, SequenceLength = length }.Checked()));

    private static Option<T[]> Many<T>(string name, string help, string description, T[] defaults) => new(name)
    {
        Description = $"{description}; {string.Join(' ', defaults)} where nothing is said.",
        HelpName = help,
        AllowMultipleArgumentsPerToken = true,
    };

    private static T[] Given<T>(ParseResult parsed, Option<T[]> option, T[] defaults) =>
        parsed.GetValue(option) is { Length: > 0 } given ? given : defaults;
}
