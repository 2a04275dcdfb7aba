namespace JouleTree.Reporting.Svg;

/// <summary>
/// Names of series: at the right of a plot where they take no more than a third of the picture and leave the plot the room that it wants,
/// else in rows above it. Immutable.
/// </summary>
internal sealed class SeriesKey
{
    private const double Row = 1.5;
    private const double Mark = 1.5;

    private readonly IReadOnlyList<string> _names;
    private readonly double _em;
    private readonly double _room;
    private readonly double _column;

    /// <summary>The key of a plot.</summary>
    /// <param name="names">Names of the series.</param>
    /// <param name="room">Width of the picture without its margins.</param>
    /// <param name="em">Size of the text.</param>
    /// <param name="leastPlot">Width that a plot with its axis wants beside them.</param>
    public SeriesKey(IReadOnlyList<string> names, double room, double em, double leastPlot = 0)
    {
        (_names, _em, _room) = (names, em, room);
        double widest = TextWidth.Widest(names, em) + (Mark * em);
        IsBeside = widest <= 0.36 * room && room - widest >= leastPlot;
        Width = IsBeside ? widest + (1.6 * em) : 0;
        _column = Math.Min(widest + em, room);
        int perRow = Math.Max(1, (int)((room + em) / _column));
        Height = IsBeside ? 0 : (((names.Count + perRow - 1) / perRow * Row) + 0.5) * em;
    }

    /// <summary>True at the right of the plot.</summary>
    public bool IsBeside { get; }

    /// <summary>Width that it takes at the right; 0 above.</summary>
    public double Width { get; }

    /// <summary>Height that it takes above; 0 at the right.</summary>
    public double Height { get; }

    /// <summary>Draws it in rows or, at the right, in one column.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="left">Left edge of the picture's content.</param>
    /// <param name="top">Upper edge of the rows.</param>
    /// <param name="plot">The plot.</param>
    public void Draw(SvgCanvas canvas, double left, double top, PlotArea plot)
    {
        int perRow = IsBeside ? 1 : Math.Max(1, (int)((_room + _em) / _column));
        for (int series = 0; series < _names.Count; series++)
        {
            double x = IsBeside ? plot.Right + (1.6 * _em) : left + (series % perRow * _column);
            double y = (IsBeside ? plot.Top + (0.5 * _em) : top + (0.7 * _em)) + (series / perRow * Row * _em);
            Name(canvas, x, y, series);
        }
    }

    /// <summary>Draws each name beside the end of its line where it stands at the right; else in rows as <see cref="Draw"/>.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="left">Left edge of the picture's content.</param>
    /// <param name="top">Upper edge of the rows.</param>
    /// <param name="plot">The plot.</param>
    /// <param name="ends">Last point of each line; null for a series without one, whose name is left out.</param>
    public void DrawAtEnds(SvgCanvas canvas, double left, double top, PlotArea plot, IReadOnlyList<(double X, double Y)?> ends)
    {
        if (!IsBeside)
        {
            Draw(canvas, left, top, plot);
            return;
        }

        int[] order = [.. Enumerable.Range(0, ends.Count)
            .Where(series => ends[series] is not null)
            .OrderBy(series => ends[series]!.Value.Y)];
        double[] places = Apart([.. order.Select(series => ends[series]!.Value.Y)], 1.3 * _em, plot.Bottom);
        for (int index = 0; index < order.Length; index++)
        {
            (double x, double y) = ends[order[index]]!.Value;
            canvas.Line(x, y, plot.Right, y, PlotArea.Line);
            canvas.Line(plot.Right, y, plot.Right + (1.2 * _em), places[index], PlotArea.Line);
            Name(canvas, plot.Right + (1.6 * _em), places[index], order[index]);
        }
    }

    /// <summary>Moves places apart that are closer than a gap, downwards first, and up again where that leads past the end.</summary>
    /// <param name="places">Places in rising order.</param>
    /// <param name="gap">Least distance.</param>
    /// <param name="end">Largest place allowed, if all fit.</param>
    public static double[] Apart(double[] places, double gap, double end)
    {
        double[] moved = [.. places];
        for (int index = 1; index < moved.Length; index++)
            moved[index] = Math.Max(moved[index], moved[index - 1] + gap);
        for (int index = moved.Length - 1; index >= 0; index--)
            moved[index] = Math.Min(moved[index], index == moved.Length - 1 ? end : moved[index + 1] - gap);
        return moved;
    }

    private void Name(SvgCanvas canvas, double x, double y, int series)
    {
        canvas.Marker(x + (0.4 * _em), y, series);
        canvas.Text(x + (Mark * _em) - (0.3 * _em), y + (0.36 * _em), TextWidth.Middle(_names[series], _room - (Mark * _em), _em));
    }
}
