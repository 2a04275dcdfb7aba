namespace JouleTree.Core.Features;

/// <summary>Which nodes of a tree must have a true energy.</summary>
public enum EnergyNeed
{
    /// <summary>None; energies are not read.</summary>
    None,

    /// <summary>All; 0 is allowed.</summary>
    All,

    /// <summary>All, and inner nodes one above 0, because errors are divided by it.</summary>
    PositiveInner,
}
