namespace JouleTree.Core.Import.CodeCarbon;

/// <summary>What to do about rows whose energy cannot be right.</summary>
public enum BadRowRule
{
    /// <summary>Drop what the published filter drops: rows of a run in which a counter wrapped, by the log.</summary>
    Published,

    /// <summary>
    /// Give back what a wrapped counter lost where the log tells which run it was, drop where it does not, then drop rows
    /// whose power is out of range.
    /// </summary>
    Unwrap,

    /// <summary>Drop rows whose power is out of range; needs no log.</summary>
    Power,

    /// <summary>Keep every row.</summary>
    None,
}
