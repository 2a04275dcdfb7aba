namespace JouleTree.Graphs.Counting;

/// <summary>Names that classes had in the version of Transformers behind the published IrEne trees (3.x).</summary>
internal static class IreneClassNames
{
    /// <summary>The name then of a class of today.</summary>
    /// <param name="className">Class of a module.</param>
    public static string Of(string className) => className switch
    {
        "GPT2Block" => "Block",
        "GPT2Attention" => "Attention",
        "GPT2MLP" => "MLP",
        _ => className,
    };
}
