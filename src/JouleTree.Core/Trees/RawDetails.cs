namespace JouleTree.Core.Trees;

/// <summary>
/// A <c>jouletree</c> member as it stood in the file, with what was read from it: as long as a node (or tree) still has
/// that very object, the original text is written again.
/// </summary>
/// <param name="Utf8Value">JSON text.</param>
/// <param name="Parsed">The object that was read from it.</param>
internal sealed record RawDetails(byte[] Utf8Value, object Parsed);
