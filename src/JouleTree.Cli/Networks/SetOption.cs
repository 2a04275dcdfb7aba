using System.CommandLine;

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
            foreach (string pair in result.Tokens.Select(token => token.Value).Where(pair => !IsPair(pair)))
                result.AddError($"--set {pair}: expected KEY=VALUE, such as num_hidden_layers=6");
        });
        return option;
    }

    private static bool IsPair(string text) => text.IndexOf('=', StringComparison.Ordinal) > 0 && !text.EndsWith('=');
}
