namespace JouleTree.Measurement.Metering.CpuModel;

/// <summary>Power of one core under load.</summary>
/// <param name="WattsPerCore">Watts.</param>
/// <param name="Source">Where the number comes from.</param>
public sealed record ProcessorPower(double WattsPerCore, string Source)
{
    /// <summary>
    /// Used where the processor is unknown: 12 W a core, the value for «any» processor in Lannelongue, Grealey and
    /// Inouye, «Green Algorithms», Advanced Science 8 (2021) 2100707.
    /// </summary>
    public static ProcessorPower Default { get; } = new(12, "default for any processor, Green Algorithms (2021)");

    // Thermal design power over number of cores, the manufacturers' figures as they are commonly quoted; not compared
    // with their product pages for this table. A TDP is a design limit of the whole socket, not a measurement: right to
    // within a factor of two at best.
    private static readonly (string Name, double Watts, int Cores)[] Known =
    [
        ("EPYC 7302", 155, 16), ("EPYC 7402", 180, 24), ("EPYC 7502", 180, 32), ("EPYC 7702", 200, 64),
        ("EPYC 7742", 225, 64), ("EPYC 7543", 225, 32), ("EPYC 7763", 280, 64), ("EPYC 9354", 280, 32),
        ("EPYC 9554", 360, 64), ("EPYC 9654", 360, 96), ("Ryzen 5 3600", 65, 6), ("Ryzen 7 5800X", 105, 8),
        ("Ryzen 9 5950X", 105, 16), ("Ryzen 9 7950X", 170, 16), ("Xeon(R) Gold 6148", 150, 20),
        ("Xeon(R) Gold 6248", 150, 20), ("Xeon(R) Gold 6348", 235, 28), ("Xeon(R) Platinum 8260", 165, 24),
        ("Xeon(R) Platinum 8280", 205, 28), ("Xeon(R) Platinum 8380", 270, 40), ("Xeon(R) Platinum 8480+", 350, 56),
        ("i7-8700K", 95, 6), ("i9-9900K", 95, 8), ("i7-10700K", 125, 8), ("i9-10900K", 125, 10),
    ];

    /// <summary>The power of a processor by the name that it gives itself, else <see cref="Default"/>.</summary>
    /// <param name="model">Name such as <c>AMD EPYC 7742 64-Core Processor</c>, or null.</param>
    public static ProcessorPower Of(string? model)
    {
        foreach ((string name, double watts, int cores) in Known)
        {
            if (model is not null && model.Contains(name, StringComparison.OrdinalIgnoreCase))
                return new(watts / cores, FormattableString.Invariant($"{name}: thermal design power {watts} W over {cores} cores (as commonly quoted)"));
        }

        return Default;
    }
}
