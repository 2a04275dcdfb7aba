using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Options;
using JouleTree.Core.Files;
using JouleTree.Pictures;
using JouleTree.Reporting.Svg;

namespace JouleTree.Cli.Pictures;

/// <summary>The options of verbs that draw: <c>--plot NAME -o FILE</c>, the sizes, and the form that the file's name asks for.</summary>
internal sealed class PictureOptions
{
    private const string DefaultFontSize = "9pt";
    private const string FontSizeOfPapers = "8pt";
    private const double DefaultDots = 300;

    private static readonly (string Extension, PictureFormat Format)[] Formats =
        [(".svg", PictureFormat.Svg), (".png", PictureFormat.Png), (".pdf", PictureFormat.Pdf)];

    private readonly IReadOnlyList<string> _plots;
    private readonly Option<string?> _plot;
    private readonly Option<OutputFile?> _output;
    private readonly bool _isOutputOfVerb;
    private readonly Option<double?> _width;
    private readonly Option<double?> _height;
    private readonly Option<double?> _fontSize;
    private readonly Option<double?> _dots;

    /// <summary>The options of a verb.</summary>
    /// <param name="plots">Names of its pictures.</param>
    /// <param name="page">What it writes to <c>--output</c> without <c>--plot</c>; null for nothing.</param>
    /// <param name="remark">What else is to be said of them; null for nothing.</param>
    /// <param name="output">
    /// The verb's own option of a file, which takes the picture instead of what else it takes; null where pictures alone have one.
    /// </param>
    public PictureOptions(
        IReadOnlyList<string> plots, string? page = null, string? remark = null, Option<OutputFile?>? output = null)
    {
        _isOutputOfVerb = output is not null;
        _plots = plots;
        _plot = new("--plot")
        {
            Description = (page is null && output is null ? "Also draw a picture" : "Draw one picture instead")
                + " (--output says where): " + $"{string.Join(", ", plots)}.{(remark is null ? "" : " " + remark)}",
            HelpName = "NAME",
        };
        _plot.OneOf([.. plots]);
        const string Picture = "the picture (.svg, .png or .pdf; - is SVG)";
        _output = output ?? CommonOptions.Output(page is null ? Picture : $"{page}, or with --plot {Picture}");
        _output.Required |= page is not null;
        _width = Lengths.Option(
            "--width", "Width of the picture; a column of a paper is about 8.5cm wide. Without it as wide as on screens.", "8.5cm", "3cm",
            "200cm");
        _height = Lengths.Option("--height", "Height of the picture. Without it what width and content suggest.", "6cm", "2cm", "200cm");
        _fontSize = Lengths.Option(
            "--font-size", $"Size of the text: {FontSizeOfPapers} with --width, else {DefaultFontSize}; titles are a quarter larger.",
            FontSizeOfPapers, "4pt", "72pt");
        _dots = new Option<double?>("--dpi")
        {
            Description = $"Dots per inch of .png: {DefaultDots} where nothing is said.",
            HelpName = "300",
        }.Real("dots per inch", least: 10, most: 2400);
    }

    /// <summary>The options that belong to pictures alone.</summary>
    public IReadOnlyCollection<Option> Own => [_plot, _width, _height, _fontSize, _dots];

    /// <summary>The file; null for none.</summary>
    /// <param name="parsed">A command line.</param>
    public OutputFile? FileOf(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>Name of the picture; null for none.</summary>
    /// <param name="parsed">A command line.</param>
    public string? PlotOf(ParseResult parsed) => parsed.GetValue(_plot);

    /// <summary>True where a picture is asked for.</summary>
    /// <param name="result">A command line that may be wrong elsewhere.</param>
    public bool IsIn(CommandResult result) => result.GetResult(_plot) is not null;

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        Option[] sizes = [_width, _height, _fontSize, _dots];
        foreach (Option option in (Option[])[_plot, .. _isOutputOfVerb ? (Option[])[] : [_output], .. sizes])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (!IsIn(result))
            {
                foreach (Option option in sizes.Where(option => result.GetResult(option) is not null))
                    result.AddError($"{option.Name}: is of pictures: add --plot NAME");
                if (!_output.Required && !_isOutputOfVerb && result.GetResult(_output) is not null)
                    result.AddError("--output: takes a picture: add --plot NAME");
            }
            else if (result.GetResult(_output) is { Tokens: [{ Value: { Length: > 0 } file }, ..] })
            {
                // A name that there is not is the plot's own error.
                if (!_plots.Contains(result.GetResult(_plot)!.Tokens[0].Value))
                    return;
                if (FormatOf(file) is not { } format)
                    result.AddError($"--output {file}: expected a name that ends in {Endings()}, or - for SVG");
                else if (format != PictureFormat.Png && result.GetResult(_dots) is not null)
                    result.AddError("--dpi: only .png has dots");
            }
            else
            {
                result.AddError($"--plot: add -o FILE, whose name ends in {Endings()}, or -o - for SVG");
            }
        });
    }

    /// <summary>Draws and writes the picture, if one is asked for.</summary>
    /// <param name="parsed">A command line.</param>
    /// <param name="draw">Draws a picture by its name as SVG.</param>
    public void Write(ParseResult parsed, Func<string, PictureStyle, string> draw)
    {
        if (PlotOf(parsed) is not { } plot)
            return;
        double? width = parsed.GetValue(_width);
        string svg = draw(plot, new PictureStyle
        {
            Width = width,
            Height = parsed.GetValue(_height),
            FontSize = parsed.GetValue(_fontSize) ?? Lengths.Pixels(width is null ? DefaultFontSize : FontSizeOfPapers)!.Value,
        });
        OutputFile file = FileOf(parsed)!;
        PictureFormat format = file.Path is { } path ? FormatOf(path)!.Value : PictureFormat.Svg;
        file.Write(stream => PictureFile.Write(stream, svg, format, parsed.GetValue(_dots) ?? DefaultDots));
    }

    private static PictureFormat? FormatOf(string file) => file == FileOption.Standard
        ? PictureFormat.Svg
        : Array.FindIndex(Formats, known => file.EndsWith(known.Extension, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? Formats[index].Format
            : null;

    private static string Endings() =>
        $"{string.Join(", ", Formats.SkipLast(1).Select(known => known.Extension))} or {Formats[^1].Extension}";
}
