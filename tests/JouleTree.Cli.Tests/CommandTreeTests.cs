using System.CommandLine;
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

    // Whatever verb gets an option of a number next: a decimal comma is never passed over.
    [Fact]
    public void Create_EveryOptionOfANumber_RefusesADecimalComma()
    {
        using StringWriter nowhere = new();
        Command root = CommandTree.Create(new CommandContext { Out = nowhere, Error = nowhere });
        Option[] numbers = [.. All(root).SelectMany(one => one.Options).Where(option => IsNumber(option.ValueType))];
        numbers.Length.ShouldBeGreaterThan(30);

        foreach (Option option in numbers)
            new Command("verb") { option }.Parse([option.Name, "3,5"]).Errors.ShouldNotBeEmpty(option.Name);

        static bool IsNumber(Type type)
        {
            Type one = type.IsArray ? type.GetElementType()! : Nullable.GetUnderlyingType(type) ?? type;
            return !one.IsEnum && Type.GetTypeCode(one) is >= TypeCode.SByte and <= TypeCode.Decimal;
        }

        static IEnumerable<Command> All(Command command) => [command, .. command.Subcommands.SelectMany(All)];
    }
}
