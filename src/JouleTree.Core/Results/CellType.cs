namespace JouleTree.Core.Results;

/// <summary>What a <see cref="Cell"/> holds, and what the cells of a column hold where they are known.</summary>
internal enum CellType : byte
{
    /// <summary>Nothing: unknown.</summary>
    None,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Whole,

    /// <summary>A finite real number.</summary>
    Real,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>A list of finite real numbers.</summary>
    Reals,

    /// <summary>A list of whole numbers, such as the sizes of a tensor.</summary>
    Sizes,

    /// <summary>A list of lists of whole numbers: shapes of several tensors.</summary>
    Shapes,

    /// <summary>Real numbers by name.</summary>
    Numbers,
}
