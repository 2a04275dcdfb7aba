namespace JouleTree.Core.Trees.Details;

/// <summary>Names of sources of energies in pages and answers.</summary>
internal static class SourceNames
{
    /// <summary><c>measured</c>, <c>modelled</c> or <c>predicted</c>.</summary>
    /// <param name="source">A source.</param>
    public static string ToName(this EnergySource source) => source switch
    {
        EnergySource.Measured => "measured",
        EnergySource.Modelled => "modelled",
        EnergySource.Predicted => "predicted",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "not a source of energy"),
    };
}
