namespace JouleTree.Graphs.Gguf;

/// <summary>Texts of a file in messages: in one line, and not too long.</summary>
internal static class GgufText
{
    private const int Longest = 80;

    /// <summary>A text as it is shown.</summary>
    /// <param name="text">Of a file.</param>
    public static string Shown(string text)
    {
        string plain = string.Concat((text.Length > Longest ? text[..Longest] : text).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > Longest ? plain + "..." : plain;
    }
}
