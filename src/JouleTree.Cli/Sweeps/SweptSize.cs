using JouleTree.Cli.Options;
using JouleTree.Core.Errors;

namespace JouleTree.Cli.Sweeps;

/// <summary>A size of the architecture that is varied.</summary>
/// <param name="Name">Name of the field, such as <c>num_hidden_layers</c>.</param>
/// <param name="Values">Its values.</param>
internal sealed record SweptSize(string Name, IReadOnlyList<int> Values)
{
    /// <summary>A size from its spelling on the command line.</summary>
    /// <param name="text">Text such as <c>num_hidden_layers=2:24:2</c>.</param>
    /// <exception cref="InputException">It is not spelled so.</exception>
    public static SweptSize Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? new SweptSize(text[..equals].Trim(), NumberList.Parse($"--over {text[..equals]}", text[(equals + 1)..]))
            : throw new UsageException($"--over {text}: expected KEY=LIST, such as num_hidden_layers=2:24:2");
    }
}
