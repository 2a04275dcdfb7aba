using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary><c>--set KEY=VALUE</c>: changes to an architecture's configuration.</summary>
internal static class SetOption
{
    /// <summary>The option.</summary>
    public static Option<string[]> Create()
    {
        Option<string[]> option = new("--set")
        {
            Description = "A field of the architecture's configuration, such as num_hidden_layers=6.",
            HelpName = "KEY=VALUE",
            DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            ConfigFields fields = ConfigFields.Empty();
            foreach (Token token in result.Tokens)
            {
                try
                {
                    fields.AddPair(token.Value);
                }
                catch (InputException error)
                {
                    result.AddError(ArgumentFlags.In(error));
                }
            }
        });
        return option;
    }
}
