namespace JouleTree.Cli.Terminal;

/// <summary>Exit codes of the command, as the README lists them.</summary>
internal static class ExitCodes
{
    /// <summary>The work is done.</summary>
    public const int Done = 0;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 1;

    /// <summary>The input was wrong, or the work failed.</summary>
    public const int Failed = 2;

    /// <summary>There is no meter of the kind that was asked for.</summary>
    public const int NoMeter = 3;

    /// <summary>A comparison exceeded its threshold.</summary>
    public const int AboveThreshold = 4;

    /// <summary>The user cancelled.</summary>
    public const int Cancelled = 130;
}
