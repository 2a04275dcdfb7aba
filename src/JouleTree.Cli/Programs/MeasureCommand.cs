using System.CommandLine;
using JouleTree.Cli.Measuring;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Estimates;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Programs;

namespace JouleTree.Cli.Programs;

/// <summary>
/// <c>jouletree measure</c>: runs any program and says what it cost. Its streams, signals and exit code pass untouched.
/// </summary>
internal static class MeasureCommand
{
    private static readonly TimeSpan UsualIdle = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan UsualDistance = TimeSpan.FromSeconds(0.1);

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> program = new("COMMAND")
        {
            Description = "The program to run and its arguments, behind --; no shell reads them.",
            HelpName = "COMMAND",
            Arity = ArgumentArity.OneOrMore,
        };
        MeterCommandOptions meter = new();
        Option<int> repeat = Times("--repeat", "Runs that are measured; from two on there are intervals.", 1);
        Option<int> warmUp = Times("--warm-up", "Runs before anything is measured.", 0);
        Option<string?> idle = new Option<string?>("--idle")
        {
            Description = "How long the idle machine is measured before the program starts; 500ms where nothing is said, 'none' for not "
                + "at all.",
            HelpName = "TIME|none",
        };
        Option<OutputFile?> samples = new Option<OutputFile?>("--samples")
        {
            Description = "CSV file of what was used from moment to moment, whole or not at all.",
            HelpName = "FILE",
        }.Write();
        Option<TimeSpan?> every = Durations.Option("--every", "Distance of samples; 100ms where nothing is said.");
        GridOption grid = new();
        Option<OutputFile?> output = new Option<OutputFile?>("--output", "-o")
        {
            Description = "JSON file that takes the summary in place of standard error, whole or not at all.",
            HelpName = "FILE",
        }.Write();
        Option<bool> quiet = CommonOptions.Quiet();
        ProgramCommand command = new("measure", "Run any program and say what it cost: its energy, the machine's, time, watts, devices.")
        {
            program,
        };
        meter.AddTo(command);
        foreach (Option option in (Option[])[repeat, warmUp, idle, every, samples, grid.Option, output, quiet])
            command.Add(option);
        command.SetAction(parsed =>
        {
            string[] words = parsed.GetRequiredValue(program);
            OutputFile? file = parsed.GetValue(output);
            OutputFile? sampled = parsed.GetValue(samples);
            if (file is { Path: null } || sampled is { Path: null })
                throw new UsageException($"{FileOption.Standard}: standard output is the program's; give the file a name");
            if (sampled is null)
                parsed.Refuse([every], "belongs to --samples FILE");
            TimeSpan? distance = sampled is null ? null : parsed.GetValue(every) ?? UsualDistance;
            TimeSpan? idling = Idle(parsed.GetValue(idle));
            GridIntensity? intensity = grid.Read(parsed);
            MeterOptions options = meter.Read(parsed);
            using ProgramMeter metered = new(machine => meter.Open(parsed, options, machine), context.Machine);
            if (idling is { } time)
                metered.MeasureIdle(time);
            ProgramRepetition repetition = new(metered, parsed.GetValue(repeat), parsed.GetValue(warmUp));
            try
            {
                MeasuredProgram measured = new(words, metered, repetition.Run(words, distance), context.Machine, repetition, intensity);
                return Write(context, measured, file, sampled, parsed.GetValue(quiet));
            }
            catch (ProgramNotStartedException error)
            {
                context.Fail(error.Message);
                return error.ExitCode;
            }
        });
        return command;
    }

    // What the program ended with is told even where a file cannot be written.
    private static int Write(CommandContext context, MeasuredProgram measured, OutputFile? file, OutputFile? sampled, bool quiet)
    {
        int code = measured.Figures.Runs[^1].ExitCode;
        try
        {
            if (file is not null)
                file.WriteText(MeasureJson.Of(measured));
            else if (!quiet)
                context.Error.Write(MeasureText.Of(measured));
            sampled?.WriteText(MeasureColumns.Samples.Csv(
                measured.Meter.Samples.Select(sample => new SampleRow(sample, measured.Meter))));
            return code;
        }
        catch (InputException error)
        {
            context.Fail(error.Message);
            return code == ExitCodes.Done ? ExitCodes.Failed : code;
        }
    }

    private static TimeSpan? Idle(string? text) => text switch
    {
        null => UsualIdle,
        "none" => null,
        _ => Durations.Parse(text)
            ?? throw new UsageException($"--idle {text}: expected a positive duration such as 500ms or 2s, or none"),
    };

    private static Option<int> Times(string name, string description, int least) => new Option<int>(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => least,
    }.Whole(least);
}
