namespace JouleTree.Graphs;

/// <summary>What a generation keeps between its passes for each item: keys and values, states.</summary>
/// <param name="Bytes">Bytes behind the pass.</param>
/// <param name="BytesPerToken">By how many they grow with the next token.</param>
internal readonly record struct KeptSize(long Bytes, long BytesPerToken);
