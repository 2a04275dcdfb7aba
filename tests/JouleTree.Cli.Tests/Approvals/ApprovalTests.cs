using System.CommandLine;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Approvals;

/// <summary>
/// The whole output of every verb, word for word, on small invented input. <c>JOULETREE_APPROVE=1</c> takes what is printed for approved.
/// </summary>
public sealed class ApprovalTests(ApprovalInputs inputs) : IClassFixture<ApprovalInputs>
{
    private const string Approve = "JOULETREE_APPROVE";

    private static readonly string Folder =
        Path.Combine(SharedData.Repository, "tests", "JouleTree.Cli.Tests", "Approvals", "Approved");

    private static readonly Dictionary<string, ApprovalCase> Cases =
        ApprovalCases.All.Concat(Commands().Select(HelpOf)).ToDictionary(one => one.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_OfACase_IsTheApprovedOne(string name)
    {
        string received = Transcript(Cases[name]);
        string approved = Path.Combine(Folder, name + ".approved.txt");
        string beside = Path.Combine(Folder, name + ".received.txt");
        File.Delete(beside);
        if (Environment.GetEnvironmentVariable(Approve) is { Length: > 0 })
            File.WriteAllText(approved, received);
        else if (Difference(File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "", received) is { } difference)
        {
            File.WriteAllText(beside, received);
            Assert.Fail($"{name}: {difference}\nthe whole output: {beside}\nif it is as it should be: {Approve}=1 dotnet test");
        }
    }

    [Fact]
    public void Verbs_OfTheCommand_HaveAnApprovedTextAndJson()
    {
        foreach (Command command in Commands().Where(command => command.Action is not null))
        {
            string verb = PathOf(command);
            ApprovalCase[] cases = [.. ApprovalCases.All.Where(one => one.Runs(verb))];
            cases.ShouldContain(one => !one.Words.Contains("--format"), $"{verb}: add a case to {nameof(ApprovalCases)}");
            if (command.Options.Any(option => option.Name == "--format"))
                cases.ShouldContain(one => one.CommandLine.Contains("--format json", StringComparison.Ordinal), $"{verb} --format json");
        }
    }

    [Fact]
    public void ApprovedFiles_AreOfCases() =>
        Directory.GetFiles(Folder, "*.approved.txt").Select(file => Path.GetFileName(file)[..^".approved.txt".Length])
            .ShouldBe(Cases.Keys, ignoreOrder: true);

    [Theory]
    [InlineData("a\nb\n", "a\nb\n", null)]
    [InlineData("a\nb\n", "a\nc\n", "line 2\napproved: b\nreceived: c")]
    [InlineData("a", "a\nb", "line 2\napproved: (nothing)\nreceived: b")]
    [InlineData("a\nb", "a", "line 2\napproved: b\nreceived: (nothing)")]
    [InlineData("a", "a\n", "line 2\napproved: (nothing)\nreceived: ")]
    public void Difference_OfTwoTexts_IsTheFirstLineThatDiffers(string approved, string received, string? expected) =>
        Difference(approved, received).ShouldBe(expected);

    private static string? Difference(string approved, string received)
    {
        if (approved == received)
            return null;
        string[] left = approved.Split('\n');
        string[] right = received.Split('\n');
        int line = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}\napproved: {At(left)}\nreceived: {At(right)}";

        string At(string[] lines) => line < lines.Length ? lines[line] : "(nothing)";
    }

    private string Transcript(ApprovalCase one)
    {
        using StringWriter nowhere = new();
        CommandContext context = new()
        {
            Pages = BuiltPages.StandIn,
            Out = nowhere,
            Error = nowhere,
            Width = one.Width,
            Machine = new TickingClock().Machine(inputs.Machine),
        };
        CommandRun run = CommandRun.In(
            context, new CancellationToken(one.IsCancelled), [.. one.Words.Select(word => inputs.InPlace(word))]);
        string text = $"{$"$ jouletree {one.CommandLine}".TrimEnd()}\n[exit code {run.ExitCode}]\n"
            + $"[standard output]\n{run.Out}[standard error]\n{run.Error}";
        return Scrubber.Scrub(text, inputs.Path);
    }

    private static ApprovalCase HelpOf(Command command)
    {
        string verb = PathOf(command);
        return new ApprovalCase($"help {verb}".TrimEnd().Replace(' ', '-'), $"{verb} --help".TrimStart()) { Width = 120 };
    }

    private static List<Command> Commands()
    {
        using StringWriter nowhere = new();
        List<Command> found = [CommandTree.Create(new CommandContext { Out = nowhere, Error = nowhere })];
        for (int index = 0; index < found.Count; index++)
            found.AddRange(found[index].Subcommands);
        return found;
    }

    private static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{PathOf(parent)} {command.Name}".TrimStart()
        : "";
}
