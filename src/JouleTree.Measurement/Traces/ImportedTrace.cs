using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;

namespace JouleTree.Measurement.Traces;

/// <summary>A time tree made from a trace.</summary>
/// <param name="Tree">The tree; times are seconds per forward pass.</param>
/// <param name="Passes">Forward passes behind it.</param>
/// <param name="Remarks">What the reader of the tree should know, such as time that belongs to no module.</param>
public sealed record ImportedTrace(ModelTree Tree, int Passes, IReadOnlyList<string> Remarks)
{
    /// <summary>Seconds of all passes of the trace together, also of those left out; null where they are as long as the others.</summary>
    internal double? AllSeconds { get; init; }

    /// <summary>
    /// The same with joules: what a meter counted while the passes ran, shared out to modules by their time. A service that was traced
    /// gets its energy module by module so, without being run once more.
    /// </summary>
    /// <param name="window">
    /// What was counted from before the first pass of the trace to behind its last one. All of it is shared out: what the process did
    /// between passes, and of counters what the machine did, too.
    /// </param>
    /// <param name="meter">The meter.</param>
    /// <returns>
    /// The tree with an energy at every node that has a time, per forward pass, without intervals; without any, and a remark that says
    /// why, where the window has no energy or one below the meter's resolution.
    /// </returns>
    public ImportedTrace WithEnergy(EnergyWindow window, MeterDescription meter)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(meter);
        double? seconds = AllSeconds ?? (Passes * Tree.Root.Seconds);
        if (!window.IsResolved || seconds is not > 0)
            return this with
            {
                Remarks = [.. Remarks, $"no joules: {window.Trouble ?? "the window has less than the meter's smallest step"}"],
            };
        double watts = window.Joules!.Value / seconds.Value;
        TreeNode root = Tree.Root.Rebuild(node => node.Seconds is not { } taken ? node : node with
        {
            Details = (node.Details ?? new NodeDetails()) with
            {
                Energy = new EnergyDetails { Source = meter.Source, Joules = watts * taken },
            },
        });
        TreeDetails details = (Tree.Details ?? new TreeDetails()) with
        {
            Meter = new NamedDetails
            {
                Name = meter.Name,
                Properties = new Dictionary<string, string>(meter.Properties)
                {
                    ["source"] = meter.Source.ToName(),
                    ["method"] = meter.Method,
                },
            },
        };
        return this with
        {
            Tree = Tree with { Root = root, Details = details },
            Remarks =
            [
                .. Remarks,
                FormattableString.Invariant($"joules are shared out by time: {window.Joules.Value:g4} J in {window.Seconds:g4} s, where ")
                    + FormattableString.Invariant($"passes took {seconds.Value:g4} s; that modules draw different power is not seen"),
            ],
        };
    }
}
