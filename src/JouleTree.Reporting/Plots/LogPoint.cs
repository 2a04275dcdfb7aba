namespace JouleTree.Reporting.Plots;

/// <summary>A mark of a scatter plot; both coordinates are above 0.</summary>
/// <param name="X">Horizontal.</param>
/// <param name="Y">Vertical.</param>
/// <param name="Tip">What it stands for.</param>
internal sealed record LogPoint(double X, double Y, string Tip);
