namespace JouleTree.Cli.Terminal;

/// <summary>Standard input as bytes.</summary>
internal static class StandardInput
{
    /// <summary>What messages call it.</summary>
    public const string Name = "standard input";

    /// <summary>Opens it.</summary>
    public static Stream Open() => Console.OpenStandardInput();
}
