using System.Xml.Linq;
using JouleTree.Reporting.Svg;
using Shouldly;

namespace JouleTree.Reporting.Tests;

/// <summary>Where the texts of a picture stand, by the widths of Arial's letters.</summary>
internal static class PictureText
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private sealed record Box(string Text, double Left, double Right, double Top, double Bottom);

    public static void ShouldStandApart(string svg)
    {
        Box[] boxes = [.. Boxes(XElement.Parse(svg))];
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

    public static void ShouldStayInside(string svg)
    {
        XElement picture = XElement.Parse(svg);
        (double width, double height) = (Number(picture, "width"), Number(picture, "height"));
        Boxes(picture).ShouldAllBe(box => box.Left >= 0 && box.Right <= width && box.Top >= 0 && box.Bottom <= height);
    }

    private static IEnumerable<Box> Boxes(XElement picture) => picture.Elements(Svg + "text").Select(text =>
    {
        double size = Number(text, "font-size");
        double width = TextWidth.Of(text.Value, size, text.Attribute("font-weight") is not null);
        (double x, double y) = (Number(text, "x"), Number(text, "y"));
        double before = text.Attribute("text-anchor")!.Value switch { "end" => width, "middle" => width / 2, _ => 0 };
        return text.Attribute("transform") is null
            ? new Box(text.Value, x - before, x - before + width, y - (0.75 * size), y + (0.2 * size))
            : new Box(text.Value, x - (0.75 * size), x + (0.2 * size), y + before - width, y + before);
    });

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value);
}
