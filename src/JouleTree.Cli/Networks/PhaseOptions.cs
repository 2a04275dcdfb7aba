using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Graphs;

namespace JouleTree.Cli.Networks;

/// <summary><c>--phase</c> and <c>--past</c>: which part of text generation a workload is.</summary>
internal sealed class PhaseOptions
{
    private readonly string _suffix;
    private readonly Option<string?> _phase;
    private readonly Option<int?> _past;
    private readonly Option<int?> _answer;

    /// <summary>The options.</summary>
    /// <param name="suffix">End of their names, for a second set beside the first; empty for none.</param>
    /// <param name="whose">End of their descriptions.</param>
    public PhaseOptions(string suffix = "", string whose = "")
    {
        _suffix = suffix;
        _phase = new("--phase" + suffix)
        {
            Description = $"Part of text generation{whose}: prefill (the prompt is read, keys and values are kept) or decode (one new "
                + $"token from what is kept).",
            HelpName = "prefill|decode",
        };
        _phase.OneOf("prefill", "decode");
        _past = new Option<int?>("--past" + suffix)
        {
            Description = $"Tokens per item{whose} whose keys and values are kept from before; 128 in a decode where nothing is said.",
            HelpName = "N",
        }.Whole(0);
        _answer = new Option<int?>("--generate" + suffix)
        {
            Description = $"A whole answer{whose} of N tokens per item behind a prompt of --seq-len: the prefill and all decode steps.",
            HelpName = "N",
        }.Whole(1);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_phase, _past, _answer];

    /// <summary>Adds them to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>A workload with what the command line says of its phase; what it does not say stays.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="workload">The workload.</param>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public Workload Apply(ParseResult parsed, Workload workload)
    {
        Workload applied = workload with
        {
            Phase = parsed.GetValue(_phase) switch
            {
                "prefill" => GenerationPhase.Prefill,
                "decode" => GenerationPhase.Decode,
                _ => workload.Phase,
            },
            PastLength = parsed.GetValue(_past) ?? workload.PastLength,
            AnswerLength = parsed.GetValue(_answer) ?? workload.AnswerLength,
        };
        try
        {
            return applied.Checked();
        }
        catch (InputException error) when (error.Place.Argument is not null)
        {
            throw new UsageException(ArgumentFlags.In(error, _suffix));
        }
    }
}
