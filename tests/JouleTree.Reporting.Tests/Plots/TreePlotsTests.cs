using System.Globalization;
using System.Xml.Linq;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Plots;
using JouleTree.Reporting.Svg;
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
    [MemberData(nameof(Names))]
    public void Render_TextsOfAnyWidth_StandApartAndInside(string name)
    {
        foreach (PictureStyle style in (PictureStyle[])[PictureStyle.Screen, Paper(8.5), Paper(17.5)])
        {
            string svg = TreePlots.Render(name, Campaign(), style);

            PictureText.ShouldStandApart(svg);
            PictureText.ShouldStayInside(svg);
            if (style.Width is { } width)
                XElement.Parse(svg).Attribute("width")!.Value.ShouldBe(width.ToString("0.##", CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_Height_IsTheOneAskedFor_AndTooLittleIsRefused(string name)
    {
        PictureStyle style = new() { Width = 400, FontSize = 10, Height = 700 };
        XElement.Parse(TreePlots.Render(name, Campaign(), style)).Attribute("height")!.Value.ShouldBe("700");

        Should.Throw<InputException>(() => TreePlots.Render(name, Campaign(), style with { Height = 60 }))
            .Message.ShouldContain("not high enough");
        if (name != "icicle")
            Should.Throw<InputException>(() => TreePlots.Render(name, Campaign(), style with { Width = 80 }))
                .Message.ShouldContain("not wide enough");
    }

    [Theory]
    [InlineData("encoder.0.intermediate.dense", 26, "encoder.0.intermediate.dense")]
    [InlineData("encoder.0.intermediate.dense", 11, "e.0.intermediate.dense")]
    [InlineData("encoder.0.intermediate.dense", 7, "e.0.i.dense")]
    [InlineData("encoder.0.intermediate.dense", 4, "…dense")]
    public void Scope_Widths_ShortensFromTheLeftAndKeepsNumbers(string scope, double ems, string shown) =>
        TextWidth.Scope(scope, ems * 10, 10).ShouldBe(shown);

    [Fact]
    public void Apart_CrowdedPlaces_KeepOrderGapAndEnd() =>
        SeriesKey.Apart([10, 11, 50, 99, 100], 10, 100).ShouldBe([10, 20, 50, 90, 100]);

    private static ModelTree WithIntervals(ModelTree tree) => tree with
    {
        Root = tree.Root.Rebuild(node => node.With(NodeColumn.PredictedEnergy, node.GroundTruthJoules * 1.1) with
        {
            Details = (node.Details ?? new NodeDetails()) with
            {
                Prediction = new PredictionDetails
                {
                    Joules = node.GroundTruthJoules!.Value * 1.1,
                    Low = node.GroundTruthJoules * 0.8,
                    High = node.GroundTruthJoules * 1.4,
                    Level = 0.9,
                },
            },
        }),
    };

    private static int Bars(string svg, double width) => XElement.Parse(svg).Elements()
        .Count(element => element.Name.LocalName == "line" && (double)element.Attribute("stroke-width")! == width
            && (string)element.Attribute("stroke")! is not (PlotArea.Base or PlotArea.Line));

    private static PictureStyle Paper(double centimetres) => new() { Width = centimetres / 2.54 * 96, FontSize = 8 / 0.75 };

    private static ModelTree[] Campaign() =>
    [
        .. TestTrees.Campaign().Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node => node.With(NodeColumn.PredictedEnergy, node.GroundTruthJoules * 1.1)),
        }),
    ];

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
    public void Render_Agreement_DrawsIntervals_OfManyNodesSome()
    {
        ModelTree[] few = [WithIntervals(TestTrees.Small())];
        string svg = TreePlots.Render("agreement", few);
        int nodes = few[0].Root.SelfAndDescendants().Count();
        svg.ShouldContain("error bars are intervals of nominal 90");
        svg.ShouldNotContain($"{nodes} of the nodes");
        Bars(svg, 1).ShouldBe(nodes);

        ModelTree[] many = [.. Enumerable.Range(1, 40).Select(batch => WithIntervals(new TransformerTrees(batch, 16).Measure("m")))];
        string crowded = TreePlots.Render("agreement", many);
        int bars = Bars(crowded, 0.8) / 3; // Two caps and the bar itself.
        bars.ShouldBeInRange(30, 90);
        crowded.ShouldContain($"at {bars} of the nodes");
    }

    [Fact]
    public void Render_BatchOfImages_IsALineASize()
    {
        ModelTree Of(int batch, long side) => TestTrees.Small() with
        {
            ModelName = "net",
            BatchSize = batch,
            SequenceLength = null,
            Root = TestTrees.Small().Root.Rebuild(node => node with
            {
                Details = (node.Details ?? new NodeDetails()) with { Inputs = [[batch, 3, side, side]] },
            }),
        };
        string text = XElement.Parse(TreePlots.Render("batch", [Of(1, 128), Of(2, 128), Of(1, 224), Of(2, 224)])).Value;

        text.ShouldContain("net, 3×128×128");
        text.ShouldContain("net, 3×224×224");
    }

    [Fact]
    public void Marker_SeriesOfOneColour_HaveOtherShapes()
    {
        string Shape(int series)
        {
            SvgCanvas canvas = new(new PictureStyle { Width = 20 }, 0, "x") { Height = 20 };
            canvas.Marker(10, 10, series);
            return canvas.ToString();
        }

        for (int series = 0; series < Palette.Count; series++)
            Shape(series).ShouldNotBe(Shape(series + Palette.Count));
    }

    [Theory]
    [InlineData(0.523, 0.5)]
    [InlineData(2, 2)]
    [InlineData(199, 100)]
    [InlineData(0.01, 0.01)]
    public void Below_Value_IsTheRoundNumberThatFits(double value, double round) => Ticks.Below(value).ShouldBe(round, 1e-12);

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
