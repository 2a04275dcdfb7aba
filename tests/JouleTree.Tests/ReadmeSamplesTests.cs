using System.Text.RegularExpressions;
using JouleTree.Samples;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests;

/// <summary>Tests that take the process's console, one at a time and beside no others.</summary>
[CollectionDefinition(nameof(OwnConsole), DisableParallelization = true)]
public sealed class OwnConsole;

/// <summary>What the README shows in C# is compiled here, is run, and prints what it should.</summary>
/// <remarks>The programs print to the console, which is the process's: nothing else may run, and write, beside them.</remarks>
[Collection(nameof(OwnConsole))]
public sealed partial class ReadmeSamplesTests
{
    [Fact]
    public void Readme_EveryProgram_StandsInTheSamplesWordForWord()
    {
        string samples = string.Join('\n', Directory.GetFiles(
            Path.Combine(SharedData.Repository, "samples", "JouleTree.Samples"), "*.cs").Select(path => Plain(File.ReadAllText(path))));
        string readme = File.ReadAllText(Path.Combine(SharedData.Repository, "README.md"));
        string[] programs = [.. Block().Matches(readme).Select(match => match.Groups[1].Value)];

        programs.Length.ShouldBe(7);
        foreach (string program in programs)
        {
            samples.ShouldContain(Plain(program));
            program.Trim().Split('\n').Length.ShouldBeLessThanOrEqualTo(6);
        }
    }

    [Fact]
    public void Count_Gpt2_PrintsItsModules() => Printed(Programs.Count).ShouldContain($"root.h: {12 * 7_087_872} parameters");

    [Fact]
    public void Estimates_Bert_PrintsEnergyAndModules()
    {
        string[] lines = Printed(Programs.Estimates).Trim().Split('\n');

        lines[0].ShouldMatch(@"^\d+\.\d\d J \(\d+\.\d\d to \d+\.\d\d\)$");
        lines.Length.ShouldBe(4);
    }

    [Fact]
    public void Train_MeasuredTrees_PrintsAnError() =>
        Printed(() => Programs.Train(Path.Combine(SharedData.Repository, "samples", "trees.irene.jsonl.gz")))
            .ShouldMatch(@"models: \d+\.\d\d % off");

    // DistilBERT has six of BERT's twelve layers, and no pooler.
    [Fact]
    public void Compare_BertAndItsHalf_PrintsAHalf() => Printed(Programs.Compare).ShouldStartWith("0.50 of the MACs");

    private static string Printed(Action sample)
    {
        TextWriter before = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            sample();
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString();
    }

    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
