using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Graphs;

namespace JouleTree.Cli.Networks;

/// <summary>
/// <c>--data-type</c>, <c>--weights</c>, <c>--activations</c>, <c>--kv</c>, <c>--attention</c>: as what numbers are counted.
/// </summary>
internal sealed class NumberOptions
{
    private readonly Option<string?> _all = new("--data-type")
    {
        Description = "Type of weights, activations and kept keys: float32 (default of architectures), bfloat16, float16, float64, "
            + "float8, int8, int4:group=128; or a scheme: awq, gptq, w8a8, fp8, fp8-block, mxfp4, nvfp4. A file has its own.",
        HelpName = "TYPE",
    };

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Type of the weights of linear layers alone, such as int4:group=128, float8, q4_K, or that of a scheme "
            + "(docs/types.md).",
        HelpName = "TYPE",
    };

    private readonly Option<string?> _activations = new("--activations")
    {
        Description = "Type of what linear layers are given alone, such as bfloat16 or int8.",
        HelpName = "TYPE",
    };

    private readonly Option<string?> _kept = new("--kv")
    {
        Description = "Type of kept keys and values alone, such as float8.",
        HelpName = "TYPE",
    };

    private readonly Option<string?> _attention = new("--attention")
    {
        Description = "How attentions are counted: eager (as they are written; the default, and what runs) or fused (as one kernel moves "
            + "them).",
        HelpName = "eager|fused",
    };

    /// <summary>The options.</summary>
    public NumberOptions() => _attention.OneOf("eager", "fused");

    /// <summary><c>--attention</c>.</summary>
    public Option Attention => _attention;

    /// <summary>Adds them to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option<string?> option in (Option<string?>[])[_all, _weights, _activations, _kept, _attention])
            command.Add(option);
    }

    /// <summary>A workload with what the command line says of its numbers.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="workload">The workload.</param>
    /// <exception cref="UsageException">A text is no type.</exception>
    public Workload Apply(ParseResult parsed, Workload workload)
    {
        try
        {
            return NumberTypeText.Apply(workload with
            {
                Attention = parsed.GetValue(_attention) is { } form ? AttentionForms.Parse(form)!.Value : workload.Attention,
            }, parsed.GetValue(_all), parsed.GetValue(_weights), parsed.GetValue(_activations), parsed.GetValue(_kept));
        }
        catch (InputException error) when (error.Place.Argument is not null)
        {
            throw new UsageException(ArgumentFlags.In(error));
        }
    }
}
