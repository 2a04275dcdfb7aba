using JouleTree.Core.Errors;

namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>What was done to a row, and why.</summary>
/// <param name="Row">Number of the row in its file, from 0.</param>
/// <param name="Place">File and line.</param>
/// <param name="Dropped">True where the row is not used, false where it was mended.</param>
/// <param name="Reason">A clause such as «an energy counter wrapped around».</param>
public sealed record RowRemark(int Row, InputPlace Place, bool Dropped, string Reason);
