namespace JouleTree.Core.Trees;

/// <summary>A member of a JSON object that JouleTree does not know, kept as it stood.</summary>
/// <param name="Name">Name of the member.</param>
/// <param name="Utf8Value">Its value as JSON text in UTF-8.</param>
internal sealed record JsonMember(string Name, byte[] Utf8Value);
