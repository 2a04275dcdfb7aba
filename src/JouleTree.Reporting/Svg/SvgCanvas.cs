using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;

namespace JouleTree.Reporting.Svg;

/// <summary>An SVG document in the making. Coordinates are pixels from the upper left corner. Not thread-safe.</summary>
internal sealed class SvgCanvas
{
    // Fonts of equal widths first: Arial, Helvetica and their free twins.
    private const string FontFamily = "Arial, Helvetica, Arimo, 'Liberation Sans', sans-serif";

    private const string Ink = "#1f2328";

    private readonly StringBuilder _body = new();
    private readonly string _title;

    /// <summary>An empty document on white ground, as high as <see cref="Height"/> says in the end.</summary>
    /// <param name="style">Sizes.</param>
    /// <param name="naturalWidth">Width in pixels where nobody asked for one.</param>
    /// <param name="title">What the picture shows, for screen readers.</param>
    public SvgCanvas(PictureStyle style, double naturalWidth, string title) =>
        (Width, Em, _title) = (style.Width ?? naturalWidth, style.FontSize, title);

    /// <summary>Width in pixels.</summary>
    public double Width { get; }

    /// <summary>Height in pixels.</summary>
    public double Height { get; set; }

    /// <summary>Size of the text in pixels.</summary>
    public double Em { get; }

    /// <summary>Title and what else a reader needs, in as many lines as it takes.</summary>
    /// <param name="title">The title.</param>
    /// <param name="about">Of what, and what bars and lines mean.</param>
    /// <returns>Where they end.</returns>
    public double Heading(string title, string about)
    {
        double size = 1.25 * Em;
        double y = 0.4 * Em;
        foreach (string line in TextWidth.Lines(title, Width - (2 * Em), size, bold: true))
            Text(Em, y += 1.3 * size, line, size: size, bold: true);
        foreach (string line in TextWidth.Lines(about, Width - (2 * Em), Em))
            Text(Em, y += 1.4 * Em, line);
        return y + (0.9 * Em);
    }

    /// <summary>A filled rectangle.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="fill">Colour.</param>
    /// <param name="tip">Text shown under the pointer, or null.</param>
    public void Rectangle(double x, double y, double width, double height, string fill, string? tip = null) =>
        Add($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" fill=\"{fill}\"", tip);

    /// <summary>A straight line.</summary>
    /// <param name="x1">Start.</param>
    /// <param name="y1">Start.</param>
    /// <param name="x2">End.</param>
    /// <param name="y2">End.</param>
    /// <param name="stroke">Colour.</param>
    /// <param name="width">Width of the stroke.</param>
    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1) =>
        Add($"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" stroke=\"{stroke}\" stroke-width=\"{N(width)}\"", null);

    /// <summary>A line through points.</summary>
    /// <param name="points">Points in order.</param>
    /// <param name="stroke">Colour.</param>
    /// <param name="width">Width of the stroke.</param>
    public void Path(IEnumerable<(double X, double Y)> points, string stroke, double width = 1.8) => Add(
        $"<polyline fill=\"none\" stroke-linejoin=\"round\" stroke=\"{stroke}\" stroke-width=\"{N(width)}\" "
            + $"points=\"{string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))}\"", null);

    /// <summary>A filled polygon without an outline.</summary>
    /// <param name="points">Corners in order.</param>
    /// <param name="fill">Colour.</param>
    /// <param name="opacity">0 to 1.</param>
    public void Area(IEnumerable<(double X, double Y)> points, string fill, double opacity) => Add(
        $"<polygon fill=\"{fill}\" fill-opacity=\"{N(opacity)}\" "
            + $"points=\"{string.Join(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))}\"", null);

    /// <summary>A horizontal error bar with caps.</summary>
    /// <param name="x1">Lower end.</param>
    /// <param name="x2">Upper end.</param>
    /// <param name="y">Height.</param>
    public void Whisker(double x1, double x2, double y)
    {
        double cap = 0.25 * Em;
        // White below, so that it is seen on a black bar, too.
        Line(x1, y, x2, y, "#ffffff", 2.6);
        Line(x1, y, x2, y, Ink, 1.2);
        Line(x1, y - cap, x1, y + cap, Ink, 1.2);
        Line(x2, y - cap, x2, y + cap, Ink, 1.2);
    }

    /// <summary>A vertical error bar with caps.</summary>
    /// <param name="x">Place.</param>
    /// <param name="y1">Upper end.</param>
    /// <param name="y2">Lower end.</param>
    public void UprightWhisker(double x, double y1, double y2)
    {
        double cap = 0.2 * Em;
        Line(x, y1, x, y2, Ink, 0.8);
        Line(x - cap, y1, x + cap, y1, Ink, 0.8);
        Line(x - cap, y2, x + cap, y2, Ink, 0.8);
    }

    /// <summary>A marker; its shape tells series apart where colours do not.</summary>
    /// <param name="x">Centre.</param>
    /// <param name="y">Centre.</param>
    /// <param name="series">Number of the series.</param>
    /// <param name="tip">Text shown under the pointer, or null.</param>
    /// <param name="scale">1 for the common size.</param>
    public void Marker(double x, double y, int series, string? tip = null, double scale = 1)
    {
        double size = 0.3 * Em * scale;
        // Where colours come a second time, shapes are others.
        string shape = ((series + (series / Palette.Count)) % 4) switch
        {
            0 => $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(size)}\"",
            1 => $"<rect x=\"{N(x - size + 0.4)}\" y=\"{N(y - size + 0.4)}\" width=\"{N((2 * size) - 0.8)}\" "
                + $"height=\"{N((2 * size) - 0.8)}\"",
            2 => $"<polygon points=\"{N(x)},{N(y - size - 1)} {N(x + size + 0.6)},{N(y + size - 0.4)} "
                + $"{N(x - size - 0.6)},{N(y + size - 0.4)}\"",
            _ => $"<polygon points=\"{N(x)},{N(y - size - 0.8)} {N(x + size + 0.8)},{N(y)} {N(x)},{N(y + size + 0.8)} "
                + $"{N(x - size - 0.8)},{N(y)}\"",
        };
        Add($"{shape} fill=\"{Palette.Of(series)}\" stroke=\"#ffffff\" stroke-width=\"0.6\"", tip);
    }

    /// <summary>A text.</summary>
    /// <param name="x">Anchor.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="size">Size of the font; null for <see cref="Em"/>.</param>
    /// <param name="bold">Bold.</param>
    /// <param name="turned">Turned a quarter to the left around the anchor.</param>
    /// <param name="fill">Colour.</param>
    public void Text(
        double x, double y, string text, string anchor = "start", double? size = null, bool bold = false, bool turned = false,
        string fill = "#1f2328")
    {
        string weight = bold ? " font-weight=\"600\"" : "";
        string turn = turned ? $" transform=\"rotate(-90 {N(x)} {N(y)})\"" : "";
        _body.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" font-size=\"{N(size ?? Em)}\" fill=\"{fill}\"{weight}{turn}>"
            + $"{Encode(text)}</text>\n");
    }

    /// <summary>A text on white ground, so that no line crosses it.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="bold">Bold.</param>
    public void Label(double x, double y, string text, bool bold = false)
    {
        double air = 0.15 * Em;
        Rectangle(x - air, y - (0.85 * Em), TextWidth.Of(text, Em, bold) + (2 * air), 1.1 * Em, "#ffffff");
        Text(x, y, text, bold: bold);
    }

    /// <summary>The document.</summary>
    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(Width)}\" height=\"{N(Height)}\" viewBox=\"0 0 {N(Width)} "
            + $"{N(Height)}\" font-family=\"{FontFamily}\" role=\"img\">\n<title>{Encode(_title)}</title>\n"
            + $"<rect x=\"0\" y=\"0\" width=\"{N(Width)}\" height=\"{N(Height)}\" fill=\"#ffffff\"/>\n{_body}</svg>\n";

    private void Add(string open, string? tip)
    {
        string name = open[1..open.IndexOf(' ', StringComparison.Ordinal)];
        _body.Append(open).Append(tip is null ? "/>\n" : $"><title>{Encode(tip)}</title></{name}>\n");
    }

    // XML cannot hold control characters at all, not even as references.
    private static string Encode(string text) => WebUtility.HtmlEncode(
        text.Any(c => !XmlConvert.IsXmlChar(c))
            ? string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)))
            : text);

    private static string N(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
