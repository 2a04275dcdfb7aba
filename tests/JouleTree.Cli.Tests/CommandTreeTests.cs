using JouleTree.Cli.Terminal;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests;

public sealed class CommandTreeTests
{
    [Fact]
    public void Create_ForEachVerb_HasThatVerbOnly()
    {
        using StringWriter nowhere = new();
        CommandContext context = new() { Out = nowhere, Error = nowhere };
        string[] verbs = [.. CommandTree.Create(context).Subcommands.Select(command => command.Name)];
        verbs.Length.ShouldBeGreaterThan(10);
        foreach (string verb in verbs)
            CommandTree.Create(context, [verb, "--help"]).Subcommands.Select(command => command.Name).ShouldBe([verb]);
        CommandTree.Create(context, ["--help"]).Subcommands.Count.ShouldBe(verbs.Length);
    }
}
