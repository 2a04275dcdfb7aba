using System.Globalization;
using System.Text;
using System.Xml.Linq;
using JouleTree.Core.Errors;
using SkiaSharp;

namespace JouleTree.Pictures;

/// <summary>
/// Paints the SVG that JouleTree.Reporting draws: seven elements without styles, groups or references. Not thread-safe.
/// </summary>
/// <param name="canvas">Where.</param>
internal sealed class SvgPainter(SKCanvas canvas) : IDisposable
{
    /// <summary>The namespace of SVG.</summary>
    public static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    private readonly SKTypeface _regular = Load("regular.ttf");
    private readonly SKTypeface _bold = Load("bold.ttf");

    /// <summary>Width and height in pixels of 1/96 inch.</summary>
    /// <param name="picture">An SVG document.</param>
    public static (double Width, double Height) SizeOf(XElement picture) => (Number(picture, "width"), Number(picture, "height"));

    /// <summary>Paints a picture.</summary>
    /// <param name="picture">An SVG document.</param>
    /// <exception cref="InputException">It has letters that the font lacks.</exception>
    public void Paint(XElement picture)
    {
        RefuseUnknownLetters(picture);
        foreach (XElement element in picture.Elements())
        {
            if (element.Name == Namespace + "text")
                Write(element);
            else if (element.Name != Namespace + "title")
                Draw(element);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _regular.Dispose();
        _bold.Dispose();
    }

    private void Draw(XElement element)
    {
        using SKPath shape = Shape(element);
        if (element.Attribute("fill")?.Value is { } fill and not "none")
        {
            using SKPaint paint = new() { IsAntialias = true, Color = SKColor.Parse(fill) };
            if (element.Attribute("fill-opacity") is not null)
                paint.Color = paint.Color.WithAlpha((byte)Math.Round(255 * Number(element, "fill-opacity")));
            canvas.DrawPath(shape, paint);
        }

        if (element.Attribute("stroke")?.Value is not { } stroke)
            return;
        using SKPaint pen = new()
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            Color = SKColor.Parse(stroke),
            StrokeWidth = (float)Number(element, "stroke-width"),
            StrokeJoin = element.Attribute("stroke-linejoin") is null ? SKStrokeJoin.Miter : SKStrokeJoin.Round,
        };
        canvas.DrawPath(shape, pen);
    }

    private static SKPath Shape(XElement element)
    {
        float At(string name) => (float)Number(element, name);
        using SKPathBuilder path = new();
        switch (element.Name.LocalName)
        {
            case "rect":
                path.AddRect(SKRect.Create(At("x"), At("y"), At("width"), At("height")));
                break;
            case "circle":
                path.AddCircle(At("cx"), At("cy"), At("r"));
                break;
            case "line":
                path.MoveTo(At("x1"), At("y1"));
                path.LineTo(At("x2"), At("y2"));
                break;
            case "polyline" or "polygon":
                path.AddPoly(Points(element.Attribute("points")!.Value), close: element.Name.LocalName == "polygon");
                break;
            default:
                throw new ArgumentException($"'{element.Name.LocalName}' is no element of JouleTree's pictures", nameof(element));
        }

        return path.Detach();
    }

    private void Write(XElement element)
    {
        using SKFont font = new(element.Attribute("font-weight") is null ? _regular : _bold, (float)Number(element, "font-size"))
        {
            Subpixel = true,
            Hinting = SKFontHinting.None,
        };
        using SKPaint paint = new() { IsAntialias = true, Color = SKColor.Parse(element.Attribute("fill")!.Value) };
        (float x, float y) = ((float)Number(element, "x"), (float)Number(element, "y"));
        SKTextAlign align = element.Attribute("text-anchor")?.Value switch
        {
            "middle" => SKTextAlign.Center,
            "end" => SKTextAlign.Right,
            _ => SKTextAlign.Left,
        };
        canvas.Save();
        canvas.Translate(x, y);
        // The only turn of these pictures is that of a vertical axis' title, a quarter to the left around its anchor.
        if (element.Attribute("transform") is not null)
            canvas.RotateDegrees(-90);
        canvas.DrawText(element.Value, 0, 0, align, font, paint);
        canvas.Restore();
    }

    // Boxes in place of letters would say nothing.
    private void RefuseUnknownLetters(XElement picture)
    {
        using SKFont font = new(_regular);
        Rune[] unknown = [.. picture.Elements(Namespace + "text").SelectMany(text => text.Value.EnumerateRunes()).Distinct()
            .Where(rune => font.GetGlyph(rune.Value) == 0)];
        if (unknown.Length > 0)
            throw new InputException(
                $"the font of PNG and PDF lacks {string.Join(' ', unknown.Take(10))}: write SVG, which takes any font");
    }

    private static SKPoint[] Points(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(',')).Select(point => new SKPoint(
            float.Parse(point[0], CultureInfo.InvariantCulture), float.Parse(point[1], CultureInfo.InvariantCulture))),
    ];

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static SKTypeface Load(string name)
    {
        using Stream font = typeof(SvgPainter).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(font);
    }
}
