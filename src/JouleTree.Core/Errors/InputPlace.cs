using System.Text;

namespace JouleTree.Core.Errors;

/// <summary>
/// Where in a user's input something was found: any of file, line, node and field may be unknown.
/// </summary>
/// <param name="File">Path as the user gave it, or null for standard input or data made in memory.</param>
/// <param name="Line">Line number, counted from 1, or null.</param>
/// <param name="Node">Scope (or id) of a tree's node, name of a graph's operator, or null.</param>
/// <param name="Field">Name of the field, column, key or option as it is spelled in the input, or null.</param>
/// <param name="Argument">
/// The argument of a request that is refused, as the library calls it (<c>FloatType</c>); who passes a request on says its own name
/// for it, such as an option's. Null where no argument is to blame.
/// </param>
/// <remarks>Immutable and safe to share between threads. The default value means «nowhere in particular».</remarks>
public readonly record struct InputPlace(
    string? File = null, long? Line = null, string? Node = null, string? Field = null, string? Argument = null)
{
    /// <summary>Text such as <c>trees.jsonl:12: node root.encoder: field 'flops'</c>; empty where nothing is known.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        if (File is not null)
            text.Append(File);
        if (Line is { } line)
            text.Append(File is null ? "line " : ":").Append(line);
        if (Node is not null)
            Next(text).Append("node ").Append(Node);
        if (Field is not null)
            Next(text).Append("field '").Append(Field).Append('\'');
        if (Argument is not null)
            Next(text).Append(Argument);
        return text.ToString();
    }

    private static StringBuilder Next(StringBuilder text) => text.Length > 0 ? text.Append(": ") : text;
}
