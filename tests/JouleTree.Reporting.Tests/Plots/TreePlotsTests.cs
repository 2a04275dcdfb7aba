using System.Globalization;
using System.Xml.Linq;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Plots;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Reporting.Tests.Plots;

public sealed class TreePlotsTests
{
    public static TheoryData<string> Names => [.. TreePlots.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_HostileNames_IsWellFormedAndHoldsThemAsText(string name)
    {
        ModelTree tree = HostileTrees.Make();
        ModelTree[] trees =
        [
            .. new[] { (1, 8), (2, 8), (2, 16) }.Select(size => tree with
            {
                BatchSize = size.Item1,
                SequenceLength = size.Item2,
                Root = tree.Root.Rebuild(node => node.With(NodeColumn.PredictedEnergy, node.GroundTruthJoules * 1.1)),
            }),
        ];
        XDocument svg = XDocument.Parse(TreePlots.Render(name, trees));
        svg.Descendants().Select(element => element.Name.LocalName).Distinct()
            .ShouldBeSubsetOf(["svg", "title", "rect", "line", "text", "polyline", "polygon", "circle"]);
        svg.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("icicle")]
    [InlineData("types")]
    [InlineData("modules")]
    [InlineData("batch")]
    [InlineData("roofline")]
    public void Render_WithoutEnergies_SaysWhatIsMissing(string name)
    {
        ModelTree tree = new TransformerTrees(1, 8).Build();
        Should.Throw<InputException>(() => TreePlots.Render(name, [tree])).Message.ShouldContain("energ");
    }

    [Fact]
    public void Render_Agreement_WithoutPredictions_SaysHowToGetThem() =>
        Should.Throw<InputException>(() => TreePlots.Render("agreement", [TestTrees.Small()])).Message.ShouldContain("jouletree predict");

    [Fact]
    public void Render_Icicle_WidthsAreSharesOfTheParent()
    {
        ModelTree tree = TestTrees.Small();
        XElement[] cells = [.. XDocument.Parse(TreePlots.Render("icicle", [tree])).Descendants()
            .Where(element => element.Name.LocalName == "rect" && element.Elements().Any())];
        double Width(string scope) =>
            double.Parse(cells.Single(cell => cell.Value.StartsWith(scope + " ", StringComparison.Ordinal)).Attribute("width")!.Value,
                CultureInfo.InvariantCulture) + 1;
        TreeNode block = tree.Root.Children[0];
        (Width("root.block") / Width("root")).ShouldBe(block.GroundTruthJoules!.Value / tree.Root.GroundTruthJoules!.Value, 0.002);
        (Width("root.block.dense") / Width("root.block"))
            .ShouldBe(block.Children[0].GroundTruthJoules!.Value / block.GroundTruthJoules!.Value, 0.002);
    }

    [Fact]
    public void Render_Types_TellTheSumOfEachType()
    {
        string svg = TreePlots.Render("types", [TestTrees.Small()]);
        // 2e-3 · (2 · 16 + 1) J of the Linear, 2e-3 · (16 + 1) J of the LayerNorm.
        svg.ShouldContain("Linear: 66 mJ");
        svg.ShouldContain("LayerNorm: 34 mJ");
    }
}
