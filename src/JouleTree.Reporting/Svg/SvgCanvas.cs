using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;

namespace JouleTree.Reporting.Svg;

/// <summary>An SVG document in the making. Coordinates are pixels from the upper left corner. Not thread-safe.</summary>
internal sealed class SvgCanvas
{
    /// <summary>Width in pixels below which a picture's own title does not fit.</summary>
    public const double LeastWidth = 640;

    private const string FontFamily = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";

    private readonly StringBuilder _body = new();
    private readonly double _width;
    private readonly double _height;
    private readonly string _title;

    /// <summary>An empty document on white ground.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="title">What the picture shows, for screen readers.</param>
    public SvgCanvas(double width, double height, string title)
    {
        _width = width;
        _height = height;
        _title = title;
        Rectangle(0, 0, width, height, "#ffffff");
    }

    /// <summary>Width in pixels that suffices for the widest of some texts at the default size.</summary>
    /// <param name="texts">Texts, at least one.</param>
    public static double WidthOf(IEnumerable<string> texts) => texts.Max(text => text.Length) * 7.6;

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

    /// <summary>A marker; its shape tells series apart where colours do not.</summary>
    /// <param name="x">Centre.</param>
    /// <param name="y">Centre.</param>
    /// <param name="series">Number of the series.</param>
    /// <param name="fill">Colour.</param>
    /// <param name="tip">Text shown under the pointer, or null.</param>
    public void Marker(double x, double y, int series, string fill, string? tip = null)
    {
        const double Size = 3.6;
        string shape = (series % 4) switch
        {
            0 => $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(Size)}\"",
            1 => $"<rect x=\"{N(x - Size + 0.4)}\" y=\"{N(y - Size + 0.4)}\" width=\"{N((2 * Size) - 0.8)}\" "
                + $"height=\"{N((2 * Size) - 0.8)}\"",
            2 => $"<polygon points=\"{N(x)},{N(y - Size - 1)} {N(x + Size + 0.6)},{N(y + Size - 0.4)} "
                + $"{N(x - Size - 0.6)},{N(y + Size - 0.4)}\"",
            _ => $"<polygon points=\"{N(x)},{N(y - Size - 0.8)} {N(x + Size + 0.8)},{N(y)} {N(x)},{N(y + Size + 0.8)} "
                + $"{N(x - Size - 0.8)},{N(y)}\"",
        };
        Add($"{shape} fill=\"{fill}\" stroke=\"#ffffff\" stroke-width=\"0.6\"", tip);
    }

    /// <summary>A text.</summary>
    /// <param name="x">Anchor.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="size">Height of the font.</param>
    /// <param name="bold">Bold.</param>
    /// <param name="turned">Turned a quarter to the left around the anchor.</param>
    /// <param name="fill">Colour.</param>
    public void Text(
        double x, double y, string text, string anchor = "start", double size = 12, bool bold = false, bool turned = false,
        string fill = "#1f2328")
    {
        string weight = bold ? " font-weight=\"600\"" : "";
        string turn = turned ? $" transform=\"rotate(-90 {N(x)} {N(y)})\"" : "";
        _body.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{N(x)}\" y=\"{N(y)}\" text-anchor=\"{anchor}\" font-size=\"{N(size)}\" fill=\"{fill}\"{weight}{turn}>"
            + $"{Encode(text)}</text>\n");
    }

    /// <summary>The document.</summary>
    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(_width)}\" height=\"{N(_height)}\" viewBox=\"0 0 {N(_width)} "
            + $"{N(_height)}\" font-family=\"{FontFamily}\" role=\"img\">\n<title>{Encode(_title)}</title>\n{_body}</svg>\n";

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
