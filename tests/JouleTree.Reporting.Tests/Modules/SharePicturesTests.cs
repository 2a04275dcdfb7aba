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
    public void Render_Bars_HasOneBarAShareOfTheRightWidth()
    {
        XElement picture = XElement.Parse(ShareBars.Render(Models()));

        double[] widths = [.. picture.Elements(Svg + "rect").Where(bar => bar.Element(Svg + "title") is not null)
            .Select(bar => double.Parse(bar.Attribute("width")!.Value))];
        widths.Length.ShouldBe(4);
        // Means of the convolutions' shares are 70 and 50 %, those of the linear layers 30 and 50 %; coordinates have two decimals.
        (widths[1] / widths[0]).ShouldBe(50.0 / 70, 1e-3);
        (widths[2] / widths[0]).ShouldBe(30.0 / 70, 1e-3);
        picture.Value.ShouldContain("share of the sum over modules [%]");
    }

    [Fact]
    public void Render_Bars_NameANetworkOnlyWhereItHasThePart()
    {
        ModuleSample linear = Sample("gpt", 1, 0) with { PartJoules = new Dictionary<string, double> { ["Linear"] = 10 } };
        XElement picture = XElement.Parse(ShareBars.Render([.. Models(), new ModelModules("gpt", [linear])]));

        picture.Elements(Svg + "text").Count(text => text.Value == "gpt").ShouldBe(1);
        picture.Elements(Svg + "text").Count(text => text.Value == "alexnet").ShouldBe(2);
    }

    [Fact]
    public void Render_Lines_HasOnePanelANetworkAndNamesUnits()
    {
        XElement picture = XElement.Parse(ShareLines.Render(Models()));

        picture.Elements(Svg + "text").Count(text => text.Value == "batch size [items per pass]").ShouldBe(2);
        picture.Elements(Svg + "polyline").Count().ShouldBe(4);
        // Every line is named at its end.
        picture.Elements(Svg + "text").Count(text => text.Value == "Conv2d").ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8.5)]
    [InlineData(17.5)]
    public void Render_Texts_DoNotCollide(double centimetres)
    {
        PictureStyle style = centimetres == 0 ? PictureStyle.Screen : new() { Width = centimetres / 2.54 * 96, FontSize = 8 / 0.75 };
        foreach (string svg in new[] { ShareBars.Render(Models(), style), ShareLines.Render(Models(), style) })
            PictureText.ShouldStandApart(svg);
    }

    [Fact]
    public void Render_LongNames_StayInsideThePicture()
    {
        string name = new('m', 40);
        foreach (string svg in new[] { ShareBars.Render([new ModelModules(name, [Sample(name, 1, 1)])]),
            ShareLines.Render([new ModelModules("a", [Sample("a", 1, 1)])]) })
        {
            PictureText.ShouldStayInside(svg);
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
}
