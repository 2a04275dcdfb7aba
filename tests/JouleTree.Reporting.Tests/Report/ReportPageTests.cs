using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Report;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Reporting.Tests.Report;

public sealed partial class ReportPageTests
{
    private const int Largest = 3 << 20;

    [Fact]
    public void Write_TreeOfTheSizeOfBert_StaysBelowThreeMebibytes() =>
        Encoding.UTF8.GetByteCount(Page(new TransformerTrees(8, 128, layers: 12).Measure("bert"))).ShouldBeLessThan(Largest);

    [Fact]
    public void Write_AnyTree_LoadsNothingFromAnywhere()
    {
        string page = Page(TestTrees.Small());
        string markup = Script().Replace(Style().Replace(page, ""), "");
        Regex.Matches(markup, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ShouldBe(["data:,"]);
        page.ShouldContain("default-src 'none'");
        Style().Match(page).Groups[1].Value.ShouldNotContain("url(");
        Style().Match(page).Groups[1].Value.ShouldNotContain("@import");
    }

    [Fact]
    public void Write_AnyTree_PolicyNamesTheHashesOfItsScriptAndStyle()
    {
        string page = Page(TestTrees.Small());
        string script = Script().Matches(page).Single(match => match.Groups[1].Value.Length == 0).Groups[2].Value;
        page.ShouldContain($"script-src '{Hash(script)}'");
        page.ShouldContain($"style-src '{Hash(Style().Match(page).Groups[1].Value)}'");
    }

    [Fact]
    public void Write_HostileNames_StayText()
    {
        string page = Page(HostileTrees.Make());
        string markup = Script().Replace(Style().Replace(page, ""), "");
        markup.ShouldNotContain("<script");
        markup.ShouldNotContain("<img");
        Regex.Count(markup, "</title>").ShouldBe(1);
        Script().Count(page).ShouldBe(2);
        markup.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public void Write_Tree_HoldsAllItsNumbers()
    {
        ModelTree tree = new TransformerTrees(2, 16).Measure("small");
        using JsonDocument data = DataOf(Page(tree));
        JsonElement shown = data.RootElement.GetProperty("trees")[0];
        TreeNode[] nodes = [.. tree.Root.SelfAndDescendants()];
        shown.GetProperty("nodes").GetArrayLength().ShouldBe(nodes.Length);
        for (int index = 0; index < nodes.Length; index++)
        {
            JsonElement node = shown.GetProperty("nodes")[index];
            node.GetProperty("scope").GetString().ShouldBe(nodes[index].Scope.Path);
            node.GetProperty("energy_j").GetDouble().ShouldBe(nodes[index].GroundTruthJoules!.Value);
        }
    }

    [Fact]
    public void Write_WithoutScript_SaysEnergyAndProvenance()
    {
        string page = Page(TestTrees.Small());
        page.ShouldContain("J per forward pass, measured, no interval known");
        page.ShouldContain("1 from trees.jsonl");
        page.ShouldContain("<noscript>");
    }

    [Fact]
    public void Write_BuiltWithoutPages_SaysHowToBuildThem()
    {
        using MemoryStream stream = new();
        ReportOptions options = new() { File = "trees.jsonl", Files = new PageFiles(_ => null) };
        Should.Throw<InputException>(() => ReportPage.Write(stream, [TestTrees.Small()], options))
            .Message.ShouldContain("install Node.js");
        stream.Length.ShouldBe(0);
    }

    private static string Page(ModelTree tree)
    {
        using MemoryStream stream = new();
        ReportPage.Write(stream, [tree], new ReportOptions { File = "trees.jsonl", Files = BuiltPages.StandIn });
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonDocument DataOf(string page)
    {
        string text = Script().Matches(page).Single(match => match.Groups[1].Value.Contains("gzip", StringComparison.Ordinal)).Groups[2]
            .Value;
        using GZipStream gzip = new(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        return JsonDocument.Parse(gzip);
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("<script([^>]*)>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
