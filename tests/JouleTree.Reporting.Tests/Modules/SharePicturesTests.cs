using System.Xml.Linq;
using JouleTree.Core.Analysis;
using JouleTree.Reporting.Modules;
using JouleTree.Reporting.Svg;
using Shouldly;
using Xunit;

namespace JouleTree.Reporting.Tests.Modules;

public class SharePicturesTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Render_Bars_HasOneBarAShareOfTheRightHeight()
    {
        XElement picture = XElement.Parse(ShareBars.Render(Models()));

        // One ground, two bars and whiskers a network and part, one legend entry a network.
        double[] heights = [.. picture.Elements(Svg + "rect").Where(bar => bar.Element(Svg + "title") is not null)
            .Select(bar => double.Parse(bar.Attribute("height")!.Value))];
        heights.Length.ShouldBe(4);
        heights[0].ShouldBe(300 * 70.0 / 80, 0.01);
        picture.Value.ShouldContain("share of the sum over modules [%]");
    }

    [Fact]
    public void Render_Lines_HasOnePanelANetworkAndNamesUnits()
    {
        XElement picture = XElement.Parse(ShareLines.Render(Models()));

        picture.Elements(Svg + "text").Count(text => text.Value == "batch size [items per pass]").ShouldBe(2);
        picture.Elements(Svg + "polyline").Count().ShouldBe(4 + 2);
    }

    [Fact]
    public void Render_Texts_DoNotCollide()
    {
        foreach (string svg in new[] { ShareBars.Render(Models()), ShareLines.Render(Models()) })
        {
            (double Left, double Right, double Top, double Bottom)[] boxes =
                [.. XElement.Parse(svg).Elements(Svg + "text").Where(text => text.Attribute("transform") is null).Select(Box)];
            for (int first = 0; first < boxes.Length; first++)
            {
                for (int second = first + 1; second < boxes.Length; second++)
                {
                    bool apart = boxes[first].Right < boxes[second].Left || boxes[second].Right < boxes[first].Left
                        || boxes[first].Bottom < boxes[second].Top || boxes[second].Bottom < boxes[first].Top;
                    apart.ShouldBeTrue($"{boxes[first]} {boxes[second]}");
                }
            }
        }
    }

    [Fact]
    public void Render_LongNames_StayInsideThePicture()
    {
        string name = new('m', 40);
        foreach (string svg in new[] { ShareBars.Render([new ModelModules(name, [Sample(name, 1, 1)])]),
            ShareLines.Render([new ModelModules("a", [Sample("a", 1, 1)])]) })
        {
            XElement picture = XElement.Parse(svg);
            picture.Elements(Svg + "text").Where(text => text.Attribute("transform") is null).Select(Box)
                .ShouldAllBe(box => box.Left >= 0 && box.Right <= double.Parse(picture.Attribute("width")!.Value));
        }
    }

    [Fact]
    public void Render_Page_EscapesNamesAndLoadsNothing()
    {
        string page = ModulePage.Render([new ModelModules("<b>", [Sample("<b>", 1, 1)])], "a & b");

        page.ShouldNotContain("<b>");
        page.ShouldContain("a &amp; b");
        page.ShouldNotContain("src=");
        page.ShouldNotContain("<script");
    }

    [Theory]
    [InlineData(93.2, 5, 100)]
    [InlineData(256, 5, 300)]
    [InlineData(1, 5, 1)]
    [InlineData(0.03, 5, 0.03)]
    public void UpTo_Largest_EndsAtARoundNumber(double largest, int count, double last)
    {
        Ticks.UpTo(largest, count)[^1].ShouldBe(last, 1e-9);
        Ticks.UpTo(largest, count)[0].ShouldBe(0);
    }

    private static ModelModules[] Models() =>
    [
        new ModelModules("alexnet", [Sample("alexnet", 8, 0.6), Sample("alexnet", 256, 0.8)]),
        new ModelModules("vgg16", [Sample("vgg16", 16, 0.5), Sample("vgg16", 64, 0.5)]),
    ];

    private static ModuleSample Sample(string model, long batch, double share) => new()
    {
        Model = model,
        BatchSize = batch,
        MeasuredJoules = 10,
        PartJoules = new Dictionary<string, double> { ["Conv2d"] = 10 * share, ["Linear"] = 10 * (1 - share) },
    };

    // Letters are at most about 0.62 of the font's height wide.
    private static (double Left, double Right, double Top, double Bottom) Box(XElement text)
    {
        double size = double.Parse(text.Attribute("font-size")!.Value);
        double width = text.Value.Length * size * 0.58;
        double x = double.Parse(text.Attribute("x")!.Value);
        double left = text.Attribute("text-anchor")!.Value switch { "end" => x - width, "middle" => x - (width / 2), _ => x };
        double y = double.Parse(text.Attribute("y")!.Value);
        return (left, left + width, y - (0.8 * size), y + (0.2 * size));
    }
}
