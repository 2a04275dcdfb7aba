using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;

namespace JouleTree.Cli.Measuring;

/// <summary>The options of <c>profile</c> that say how the engine runs and how it is measured.</summary>
internal sealed class MeasuringCommandOptions
{
    private readonly Option<ProfileScope?> _level = new("--level")
    {
        Description = "Finest nodes that are measured: of a kind, or the deepest level, the root being 0; ml where nothing is said.",
        HelpName = "ml|module|model|N",
        CustomParser = result =>
        {
            if (ProfileScope.ParseLevel(result.Tokens[0].Value) is { } scope)
                return scope;
            result.AddError($"--level {result.Tokens[0].Value}: {ProfileScope.LevelExpected}");
            return null;
        },
    };
    private readonly Option<string?> _scope = new("--scope")
    {
        Description = "Measure only what lies at or below this scope, and the whole model.",
        HelpName = "PREFIX",
    };
    private readonly Option<string> _attribution = CommonOptions.Choice(
        "--attribution", "isolation runs every module alone; trace splits one measured whole by the engine's own trace.", "isolation",
            "trace");

    private readonly Option<int?> _threads = Positive("--threads", "Threads of the engine; 1 where nothing is said.");
    private readonly Option<string> _optimization =
        CommonOptions.Choice("--optimization", "How far the engine may rewrite the graph.", "off", "basic", "extended", "all");
    private readonly Option<TimeSpan?> _budget =
        Durations.Option("--budget", "Bound on the whole measurement; time goes where uncertainty is largest.");
    private readonly Option<int?> _rounds = Positive("--rounds", "Measuring rounds without a budget; 10 where nothing is said.");
    private readonly Option<int?> _warmUp =
        Positive("--warm-up", "Runs of each module before it is measured; 2 where nothing is said.", minimum: 0);
    private readonly Option<TimeSpan?> _coolDown = Durations.Option("--cool-down", "Pause before each round.");
    private readonly Option<int> _seed =
        new Option<int>("--seed")
        {
            Description = "Seed of inputs and of the order of measuring.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Whole(int.MinValue);

    private readonly Option<NamedInput[]> _values = new Option<NamedInput[]>("--values")
    {
        Description = "Values of inputs: an .npz file, or NAME=FILE.npy; others are seeded random numbers.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    }.Read(ValuesArgument.Parse);

    private readonly DriftHistoryOption _history = new();

    /// <summary>Path of the engine's library.</summary>
    public Option<string?> Library { get; } = new("--ort-library")
    {
        Description = "ONNX Runtime library to use, such as one with CUDA.",
        HelpName = "FILE",
    };

    /// <summary>What executes the operators.</summary>
    public ProviderCommandOptions Provider { get; } = new();

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [_level, _scope, _attribution, _budget, _rounds, _warmUp, _coolDown, _seed, _values, _threads, _optimization, Library])
            command.Add(option);
        Provider.AddTo(command);
        _history.AddTo(command);
    }

    /// <summary>Where readings of the machine's state are kept from run to run; null for nowhere.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public DriftHistory? History(ParseResult parsed) => _history.Read(parsed);

    /// <summary>How to profile.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">A scope that no model can have.</exception>
    public ProfileOptions Read(ParseResult parsed)
    {
        MeasuringOptions defaults = new();
        return new ProfileOptions
        {
            Scope = (parsed.GetValue(_level) ?? new ProfileScope()) with
            {
                Within = parsed.GetValue(_scope) is { } scope ? new Scope(scope) : Scope.Root,
            },
            Session = new SessionSettings
            {
                Threads = parsed.GetValue(_threads) ?? 1,
                Optimization = Enum.Parse<OptimizationLevel>(parsed.GetRequiredValue(_optimization), ignoreCase: true),
            },
            Inputs = Values(parsed.GetRequiredValue(_values)),
            Attribution = Enum.Parse<Attribution>(parsed.GetRequiredValue(_attribution), ignoreCase: true),
            Measuring = defaults with
            {
                Seed = parsed.GetValue(_seed),
                Rounds = parsed.GetValue(_rounds) ?? defaults.Rounds,
                WarmUpRuns = parsed.GetValue(_warmUp) ?? defaults.WarmUpRuns,
                Budget = parsed.GetValue(_budget),
                CoolDown = parsed.GetValue(_coolDown) ?? TimeSpan.Zero,
            },
        };
    }

    // They live as long as the command, which ends with the profile.
    private static Dictionary<string, TensorData> Values(NamedInput[] files)
    {
        Dictionary<string, TensorData> values = new(StringComparer.Ordinal);
        foreach ((string? input, InputFile file) in files)
        {
            foreach ((string name, TensorData array) in NpyReader.Read(file))
                values[input ?? name] = array;
        }

        return values;
    }

    private static Option<int?> Positive(string name, string description, int minimum = 1) =>
        new Option<int?>(name) { Description = description, HelpName = "N" }.Whole(minimum);
}
