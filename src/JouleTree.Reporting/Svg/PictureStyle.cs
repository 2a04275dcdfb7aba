using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Reporting.Svg;

/// <summary>How large a picture and its text are. Lengths are pixels of 1/96 inch.</summary>
internal sealed record PictureStyle
{
    /// <summary>Every picture as wide as it likes, in the text size of screens.</summary>
    public static PictureStyle Screen { get; } = new();

    /// <summary>Width above 0; null for the one that a picture likes.</summary>
    public double? Width { get; init; }

    /// <summary>Height above 0; null for what the content and the width suggest.</summary>
    public double? Height { get; init; }

    /// <summary>Size of the text, above 0; titles are larger. Default 12 (9 points).</summary>
    public double FontSize { get; init; } = 12;

    /// <summary>Height of the part of a picture that may be stretched.</summary>
    /// <param name="rest">Height of all other parts.</param>
    /// <param name="natural">Its height where nobody asked for one.</param>
    /// <param name="least">Height below which it cannot be read.</param>
    /// <exception cref="InputException">The height asked for leaves less than that.</exception>
    public double Stretch(double rest, double natural, double least)
    {
        if (Height is not { } height)
            return natural;
        return height - rest >= least ? height - rest : throw TooSmall("high", rest + least);
    }

    /// <summary>Refuses a picture whose text leaves no room for what it shows.</summary>
    /// <param name="left">Width that the text leaves.</param>
    /// <param name="whole">Width of the picture.</param>
    /// <exception cref="InputException">Less than six letters' height is left.</exception>
    public void DemandWidth(double left, double whole)
    {
        if (left < 6 * FontSize)
            throw TooSmall("wide", whole - left + (6 * FontSize));
    }

    private static InputException TooSmall(string dimension, double pixels) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the picture is not {dimension} enough for its text: it takes {Math.Ceiling(pixels * 25.4 / 96)} mm, or smaller letters"));
}
