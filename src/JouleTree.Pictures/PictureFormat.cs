namespace JouleTree.Pictures;

/// <summary>Forms of a picture's file.</summary>
internal enum PictureFormat
{
    /// <summary>Text of shapes and words, as pages hold it.</summary>
    Svg,

    /// <summary>Dots.</summary>
    Png,

    /// <summary>Shapes and words with the font that they need.</summary>
    Pdf,
}
