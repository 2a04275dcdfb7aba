using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Reporting.Plots;
using JouleTree.Reporting.Svg;
using JouleTree.Testing;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace JouleTree.Pictures.Tests;

public sealed partial class PictureFileTests
{
    private const double ColumnOfAPaper = 8.5 / 2.54 * 96;

    [Theory]
    [InlineData(300, 1004)]
    [InlineData(96, 321)]
    public void Write_Png_HasWidthTimesResolutionDots(double dots, int width)
    {
        byte[] png = Written(Icicle(ColumnOfAPaper), PictureFormat.Png, dots);

        png[..8].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)).ShouldBe(width);
    }

    [Fact]
    public void Write_Png_ShowsShapesInTheirColours()
    {
        SvgCanvas canvas = new(new PictureStyle { Width = 100 }, 0, "two") { Height = 50 };
        canvas.Rectangle(0, 0, 50, 50, "#0072B2");
        canvas.Line(50, 25, 100, 25, "#D55E00", 10);
        using SKBitmap dots = SKBitmap.Decode(Written(canvas.ToString(), PictureFormat.Png, 192));

        (dots.Width, dots.Height).ShouldBe((200, 100));
        dots.GetPixel(50, 50).ShouldBe(SKColor.Parse("#0072B2"));
        dots.GetPixel(150, 50).ShouldBe(SKColor.Parse("#D55E00"));
        dots.GetPixel(150, 10).ShouldBe(SKColors.White);
    }

    [Fact]
    public void Write_PngOfAText_HasInkOnMachinesWithoutFonts()
    {
        SvgCanvas canvas = new(new PictureStyle { Width = 100 }, 0, "text") { Height = 20 };
        canvas.Text(0, 15, "100 µJ");
        using SKBitmap dots = SKBitmap.Decode(Written(canvas.ToString(), PictureFormat.Png, 96));

        dots.Pixels.Count(dot => dot.Red < 128).ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Write_Pdf_HasPageSizeInPoints_FontsAndTitle()
    {
        byte[] pdf = Written(Icicle(ColumnOfAPaper), PictureFormat.Pdf);
        string text = Encoding.Latin1.GetString(pdf);

        text.ShouldStartWith("%PDF-1.");
        // 8.5 cm are 240.94 points, and pages have whole ones.
        double.Parse(MediaBox().Match(text).Groups[1].Value).ShouldBe(241);
        text.ShouldContain("Arimo");
        text.ShouldContain("/Title (Energy of tiny, batch 2, length 8)");
    }

    [Fact]
    public void Write_Pdf_HoldsItsTextAsText()
    {
        SvgCanvas canvas = new(new PictureStyle { Width = 200 }, 0, "text") { Height = 20 };
        canvas.Text(0, 15, "joules");

        // What readers copy is found by the font's table of characters: each letter stands in it.
        string[] maps = [.. Streams(Written(canvas.ToString(), PictureFormat.Pdf)).Where(stream => stream.Contains("begincmap"))];
        maps.ShouldHaveSingleItem();
        foreach (char letter in "joules")
            maps[0].ShouldContain($"{(int)letter:X4}>");
    }

    [Theory]
    [InlineData("Svg")]
    [InlineData("Png")]
    [InlineData("Pdf")]
    public void Write_Twice_IsTheSameFile(string format)
    {
        PictureFormat form = Enum.Parse<PictureFormat>(format);
        Written(Icicle(500), form).ShouldBe(Written(Icicle(500), form));
    }

    [Fact]
    public void Write_LetterThatTheFontLacks_IsNamed_AndSvgTakesIt()
    {
        SvgCanvas canvas = new(PictureStyle.Screen, 100, "漢") { Height = 20 };
        canvas.Text(0, 15, "a 漢");
        string svg = canvas.ToString();

        Should.Throw<InputException>(() => Written(svg, PictureFormat.Pdf)).Message.ShouldContain("lacks 漢");
        Written(svg, PictureFormat.Svg).ShouldBe(Encoding.UTF8.GetBytes(svg));
    }

    [Fact]
    public void Write_TooManyDots_IsRefused() => Should.Throw<InputException>(
        () => Written(Icicle(7000), PictureFormat.Png, 2400)).Message.ShouldContain("dots");

    [Theory]
    [InlineData("The quick brown fox (0.5 %), 17/3 & [AdaptiveAvgPool2d] = encoder.layer_11: {J}~|", 0.02)]
    [InlineData("0123456789", 0.001)]
    [InlineData("µ×·²±–αéÜ", 0.35)]
    public void TextWidth_IsThatOfTheFont(string text, double tolerance)
    {
        using Stream file = typeof(PictureFile).Assembly.GetManifestResourceStream("regular.ttf")!;
        using SKTypeface face = SKTypeface.FromStream(file);
        using SKFont font = new(face, 100) { Hinting = SKFontHinting.None, Subpixel = true };

        TextWidth.Of(text, 100).ShouldBe(font.MeasureText(text), tolerance * font.MeasureText(text));
    }

    private static string Icicle(double width) =>
        TreePlots.Render("icicle", [TestTrees.Small()], new PictureStyle { Width = width, FontSize = 10 });

    private static byte[] Written(string svg, PictureFormat format, double dots = 300)
    {
        using MemoryStream stream = new();
        PictureFile.Write(stream, svg, format, dots);
        return stream.ToArray();
    }

    private static IEnumerable<string> Streams(byte[] pdf)
    {
        string text = Encoding.Latin1.GetString(pdf);
        foreach (Match match in StreamStart().Matches(text))
        {
            using MemoryStream packed = new(pdf, match.Index + match.Length, pdf.Length - match.Index - match.Length);
            using ZLibStream plain = new(packed, CompressionMode.Decompress);
            using StreamReader reader = new(plain, Encoding.Latin1);
            yield return reader.ReadToEnd();
        }
    }

    [GeneratedRegex(@"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]")]
    private static partial Regex MediaBox();

    [GeneratedRegex(@"/FlateDecode[^>]*>>\s*stream\r?\n")]
    private static partial Regex StreamStart();
}
