using JouleTree.Core.Results;

namespace JouleTree.Cli.Sweeps;

/// <summary>Where the lines of a sweep go.</summary>
internal interface ISweepOutput
{
    /// <summary>Lines of a workload, none yet. Thread-safe: workloads are estimated on all cores.</summary>
    ISweepLines NewLines();

    /// <summary>Writes the lines of a workload.</summary>
    /// <param name="lines">Lines of <see cref="NewLines"/>.</param>
    void Write(ISweepLines lines);

    /// <summary>Writes the end.</summary>
    void Finish();
}

/// <summary>Lines of one workload. They hold what is written, not the estimates that they come from.</summary>
internal interface ISweepLines
{
    /// <summary>Adds a line.</summary>
    /// <param name="row">The line.</param>
    void Add(SweepRow row);
}
