namespace JouleTree.Server.Sources;

/// <summary>A file that the folder offers.</summary>
/// <param name="Name">Its path below the folder with slashes; a predictor's is that of its own folder.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Changed">When it was changed last, in UTC.</param>
internal sealed record SharedFile(string Name, string Path, FileKind Kind, long Bytes, DateTime Changed);
