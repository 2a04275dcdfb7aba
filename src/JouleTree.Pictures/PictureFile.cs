using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;
using JouleTree.Core.Errors;
using SkiaSharp;

namespace JouleTree.Pictures;

/// <summary>Writes a picture of ours as SVG, PNG or PDF.</summary>
internal static class PictureFile
{
    private const double PixelsPerInch = 96;
    private const float PointsPerPixel = 0.75f;
    private const int MostDots = 30_000; // A side; more is a mistaken resolution, and 3.6 GB.

    /// <summary>Writes it.</summary>
    /// <param name="stream">Where.</param>
    /// <param name="svg">The picture as JouleTree.Reporting draws it; other SVG is a caller's bug.</param>
    /// <param name="format">Its form.</param>
    /// <param name="dotsPerInch">Resolution of PNG, above 0.</param>
    /// <exception cref="InputException">
    /// The picture has letters that the font lacks, too many dots, or there is no Skia for this machine.
    /// </exception>
    public static void Write(Stream stream, string svg, PictureFormat format, double dotsPerInch)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dotsPerInch);
        if (format == PictureFormat.Svg)
        {
            stream.Write(Encoding.UTF8.GetBytes(svg));
            return;
        }

        XElement picture = XElement.Parse(svg);
        try
        {
            if (format == PictureFormat.Png)
                Png(stream, picture, dotsPerInch / PixelsPerInch);
            else
                Pdf(stream, picture);
        }
        catch (Exception error) when (error is DllNotFoundException || error.InnerException is DllNotFoundException)
        {
            throw new InputException(
                default, "PNG and PDF are drawn by Skia, whose library is not there for this machine "
                    + $"({RuntimeInformation.RuntimeIdentifier}): publish for it, or write SVG", error);
        }
    }

    private static void Png(Stream stream, XElement picture, double scale)
    {
        (double width, double height) = SvgPainter.SizeOf(picture);
        (int across, int down) = ((int)Math.Round(width * scale), (int)Math.Round(height * scale));
        if (Math.Max(across, down) > MostDots)
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture, $"the picture would have {across} × {down} dots, and {MostDots} a side are the most"));
        using SKBitmap bitmap = new(across, down, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale((float)(across / width), (float)(down / height));
        using SvgPainter painter = new(canvas);
        painter.Paint(picture);
        using SKManagedWStream target = new(stream);
        bitmap.Encode(target, SKEncodedImageFormat.Png, 100);
    }

    private static void Pdf(Stream stream, XElement picture)
    {
        (double width, double height) = SvgPainter.SizeOf(picture);
        // Without dates, so that the same picture is the same file.
        SKDocumentPdfMetadata about = new(PointsPerPixel * (float)PixelsPerInch)
        {
            Title = picture.Element(SvgPainter.Namespace + "title")?.Value,
            Creator = "JouleTree",
        };
        using SKDocument document = SKDocument.CreatePdf(stream, about);
        // Skia's pages are whole points; the picture fills its page.
        (double across, double down) = (Math.Round(width * PointsPerPixel), Math.Round(height * PointsPerPixel));
        SKCanvas canvas = document.BeginPage((float)across, (float)down);
        canvas.Scale((float)(across / width), (float)(down / height));
        using (SvgPainter painter = new(canvas))
            painter.Paint(picture);
        document.EndPage();
        document.Close();
    }
}
