using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>The rules on folders, on invented sources: a knot is seen where there is one.</summary>
public sealed class SourceFoldersTests
{
    private static readonly SourceFile Top = new(
        "P/Top.cs",
        "using P.Low;\nnamespace P;\n/// <summary>About.</summary>\npublic sealed class Top { private Lower _lower = new(); }");

    private static readonly SourceFile Lower = new("P/Low/Lower.cs", "namespace P.Low;\ninternal sealed record Lower(int Value);");

    [Fact]
    public void Knots_OneWay_None() => new SourceFolders([Top, Lower]).Knots("P").ShouldBeEmpty();

    [Fact]
    public void Knots_BothWays_NamesFoldersFilesAndTypes()
    {
        SourceFile back = new(
            "P/Low/Back.cs",
            "namespace P.Low;\ninternal static class Back { public static string Of(object any) => $\"{(any as Top)?.ToString()}\"; }");

        new SourceFolders([Top, Lower, back]).Knots("P").ShouldHaveSingleItem().ShouldBe(
            "P, P/Low need each other:\n  P/Top.cs mentions Lower of P/Low\n  P/Low/Back.cs mentions Top of P");
    }

    [Fact]
    public void Knots_OfThreeFolders_AreOne()
    {
        SourceFile[] ring =
        [
            new("P/A/A1.cs", "namespace P.A;\nclass A1 { B1 _b; }"),
            new("P/B/B1.cs", "namespace P.B;\nclass B1 { C1 _c; }"),
            new("P/C/C1.cs", "namespace P.C;\nclass C1 { A1 _a; }"),
            new("P/D/D1.cs", "namespace P.D;\nclass D1 { A1 _a; }"),
        ];

        new SourceFolders(ring).Knots("P").ShouldHaveSingleItem().ShouldStartWith("P/A, P/B, P/C need each other:");
    }

    [Theory]
    [InlineData("// Top\nclass Other;")]
    [InlineData("/* Top\n Top */ class Other;")]
    [InlineData("/// <see cref=\"Top\"/>\nclass Other;")]
    [InlineData("class Other { string _s = \"Top\"; }")]
    [InlineData("class Other { string _s = $\"Top {1:Top2} {{Top}}\"; }")]
    [InlineData("class Other { string _s = @\"\\\" + \"Top\"; }")]
    [InlineData("class Other { string _s = @\"a\"\"Top\"; char _c = '\"'; string _t = \"Top\"; }")]
    [InlineData("class Other { string _s = \"\"\"Top \"quoted\" Top\"\"\"; }")]
    [InlineData("class Other { string _s = $$\"\"\"{Top} {{1}}\"\"\"; }")]
    [InlineData("class Other { char _c = '\\''; char _d = '\\\\'; string _s = \"\\\"Top\"; }")]
    [InlineData("class Other { object _o = thing.Top; }")]
    public void Mentions_TextCommentsAndMembers_AreNone(string code) =>
        new SourceFile("P/Low/Other.cs", $"namespace P.Low;\n{code}").Mentions.ShouldNotContain("Top");

    [Theory]
    [InlineData("class Other { Top _t; }")]
    [InlineData("class Other { string _s = $\"a {Top.Name} b\"; }")]
    [InlineData("class Other { string _s = $\"a {$\"{Top.Name}\"} b\"; }")]
    [InlineData("class Other { string _s = $$\"\"\"{ {{Top.Name}} }\"\"\"; }")]
    [InlineData("class Other { string _s = $@\"\"\"{Top.Name}\"; }")]
    [InlineData("class Other { string _s = \"\"; Top _t; }")]
    [InlineData("class Other { string _s = \"//\"; Top _t; }")]
    [InlineData("class Other { char _c = '\"'; Top _t; }")]
    [InlineData("class Other { string _s = $\"{(true ? \"}\" : \"{\")}\"; Top _t; }")]
    public void Mentions_Code_IsFound(string code) =>
        new SourceFile("P/Low/Other.cs", $"namespace P.Low;\n{code}").Mentions.ShouldContain("Top");

    [Fact]
    public void Types_AllKinds_AreFoundAndNestedOnesNot() => new SourceFile(
        "P/All.cs",
        """
        namespace P;

        public sealed partial class A<T>(Func<int> make)
            where T : class
        {
            private enum Inner { One }
        }

        internal readonly record struct B(int X);
        internal sealed record C;
        internal interface D { }
        internal enum E { class_ }
        public delegate Task<int> F(string text);
        file static class Hidden { }
        """).Types.ShouldBe(["A", "B", "C", "D", "E", "F"]);

    [Fact]
    public void Misnamed_NamespaceOfAnotherFolder_IsNamed() =>
        new SourceFolders(
            [
                Top,
                new("P/Low/Lost.cs", "namespace P;\nclass Lost { }"),
                new("P/Low/None.cs", "class None { }"),
                new("P/Usings.cs", "global using System;"),
            ]).Misnamed("P").ShouldBe(["P/Low/Lost.cs is of namespace P", "P/Low/None.cs is of namespace none"]);

    [Fact]
    public void Crowded_FolderPastTheBound_IsNamed()
    {
        SourceFile[] files = [.. Enumerable.Range(1, SourceFolders.MostFiles).Select(number => new SourceFile($"P/Low/F{number}.cs", ""))];

        new SourceFolders(files).Crowded("P").ShouldBeEmpty();
        new SourceFolders([.. files, Lower]).Crowded("P").ShouldBe(["P/Low holds 26 files"]);
    }

    [Fact]
    public void Namesakes_SameNameInTwoFolders_IsNamed_PartsOfOneTypeAreNot()
    {
        SourceFile part = new("P/Low/Lower.More.cs", "namespace P.Low;\ninternal sealed partial record Lower;");
        SourceFile other = new("Q/Lower.cs", "namespace Q;\nclass Lower { }");

        new SourceFolders([Top, Lower, part]).Namesakes("P").ShouldBeEmpty();
        new SourceFolders([Lower, other]).Namesakes("P").ShouldBe(["Lower: P/Low/Lower.cs, Q/Lower.cs"]);
    }
}
