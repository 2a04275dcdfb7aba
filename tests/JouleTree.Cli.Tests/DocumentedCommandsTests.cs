using System.Text.RegularExpressions;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests;

/// <summary>Every command line that README and docs show is one that the program accepts.</summary>
public sealed partial class DocumentedCommandsTests
{
    public static TheoryData<string, string> Commands()
    {
        TheoryData<string, string> commands = [];
        foreach (string file in Files())
        {
            bool isCode = false;
            foreach (string line in File.ReadLines(file))
            {
                if (line.StartsWith("```", StringComparison.Ordinal))
                    isCode = !isCode;
                else if (isCode && CommandIn(line) is { } command)
                    commands.Add(Path.GetRelativePath(SharedData.Repository, file), command);
            }
        }

        return commands;
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Documented_CommandLine_IsAccepted(string file, string command)
    {
        using StringWriter nowhere = new();
        CommandTree.Create(new CommandContext { Out = nowhere, Error = nowhere }).Parse(command).Errors
            .Select(error => error.Message)
            .ShouldBeEmpty($"{file}: {command}");
    }

    [Fact]
    public void Links_InReadmeAndDocs_LeadToFilesThatExist()
    {
        List<string> broken = [];
        foreach (string file in Files())
        {
            foreach (Match link in RelativeLink().Matches(File.ReadAllText(file)))
            {
                string target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value);
                if (!Path.Exists(target))
                    broken.Add($"{Path.GetRelativePath(SharedData.Repository, file)}: {link.Groups[1].Value}");
            }
        }

        broken.ShouldBeEmpty();
    }

    private static IEnumerable<string> Files() =>
    [
        Path.Combine(SharedData.Repository, "README.md"),
        Path.Combine(SharedData.Repository, "CONTRIBUTING.md"),
        .. Directory.GetFiles(Path.Combine(SharedData.Repository, "docs"), "*.md", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex RelativeLink();

    // Synopses with options in brackets or alternatives are for people, not for parsing.
    private static string? CommandIn(string line)
    {
        string text = line.Trim().TrimStart('$', ' ');
        const string Run = "dotnet run --project src/JouleTree.Cli -c Release -- ";
        if (text.StartsWith(Run, StringComparison.Ordinal))
            text = text[Run.Length..];
        else if (text.StartsWith("jouletree ", StringComparison.Ordinal))
            text = text["jouletree ".Length..];
        else
            return null;
        int end = text.IndexOfAny(['#', '>']);
        text = (end >= 0 ? text[..end] : text).Trim();
        return text.AsSpan().IndexOfAny('[', '|', '…') >= 0 || text.Contains("...", StringComparison.Ordinal) ? null : text;
    }
}
