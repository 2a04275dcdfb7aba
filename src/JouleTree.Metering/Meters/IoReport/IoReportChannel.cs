namespace JouleTree.Metering.Meters.IoReport;

/// <summary>A counter of macOS's energy model.</summary>
/// <param name="Name">Its name, such as <c>CPU Energy</c>.</param>
/// <param name="Unit">Unit of its value: <c>mJ</c>, <c>uJ</c> or <c>nJ</c>.</param>
/// <param name="Value">Its value.</param>
internal sealed record IoReportChannel(string Name, string Unit, long Value)
{
    private const string Processor = "CPU Energy";
    private const string Graphics = "GPU Energy";
    private const string NeuralEngine = "ANE";
    private const string Memory = "DRAM";

    /// <summary>Its value in joules.</summary>
    /// <exception cref="FormatException">Its unit is not known.</exception>
    public double Joules => Value * Unit.Trim() switch
    {
        "mJ" => 1e-3,
        "uJ" => 1e-6,
        "nJ" => 1e-9,
        _ => throw new FormatException($"{Name} counts in '{Unit}', expected mJ, uJ or nJ"),
    };

    /// <summary>It is of the GPU.</summary>
    public bool IsGpu => Name.EndsWith(Graphics, StringComparison.Ordinal);

    /// <summary>
    /// True where it adds to the chip's total: processor (of each die), GPU, neural engine and memory. The rest are parts of these
    /// (clusters, cores, their caches) or repeat them in another unit.
    /// </summary>
    public bool IsCounted => Name.EndsWith(Processor, StringComparison.Ordinal) || IsGpu
        || Name.StartsWith(NeuralEngine, StringComparison.Ordinal) || Name.StartsWith(Memory, StringComparison.Ordinal);
}
