namespace JouleTree.Graphs;

/// <summary>The tokenizer that a model's file holds, by its sizes.</summary>
/// <param name="Kind">What it is called there, such as <c>gpt2</c>; null where the file does not say it.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="Merges">Pairs of tokens that become one; null for a kind that has none.</param>
/// <param name="Bytes">Bytes in the file.</param>
internal sealed record StoredTokenizer(string? Kind, long Tokens, long? Merges, long Bytes);
