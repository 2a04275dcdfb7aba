namespace JouleTree.Metering.Meters.CpuModel;

/// <summary>Power of one core under load.</summary>
/// <param name="WattsPerCore">Watts.</param>
/// <param name="Source">Where the number comes from.</param>
internal sealed record ProcessorPower(double WattsPerCore, string Source)
{
    /// <summary>
    /// Used where the processor is unknown: 12 W a core, the value for «Any» processor in TDP_cpu.csv of Green
    /// Algorithms (Lannelongue, Grealey and Inouye, Advanced Science 8 (2021) 2100707).
    /// </summary>
    public static ProcessorPower Default { get; } = new(12, "default for any processor, Green Algorithms (2021)");

    private const string GreenAlgorithms = "Green Algorithms, TDP_cpu.csv";
    private const string CodeCarbon = "CodeCarbon, amd_cpu_server_dataset.csv and cpu_power.csv";
    private const string CodeCarbonIntel = "CodeCarbon, intel_cpu_ark_dataset.csv";

    // Thermal design power and number of cores, each looked up in the table named on 2026-11-22: in the repositories
    // GreenAlgorithms/green-algorithms-tool (data/latest) and mlco2/codecarbon (codecarbon/data/hardware), which cite the
    // manufacturers. Processors that neither has are left out. A TDP is a design limit of the whole socket, not a
    // measurement: right to within a factor of two at best.
    private static readonly (string Name, double Watts, int Cores, string Table)[] Known =
    [
        ("EPYC 7302", 155, 16, CodeCarbon), ("EPYC 7302P", 155, 16, CodeCarbon), ("EPYC 7313", 155, 16, CodeCarbon),
        ("EPYC 7402", 180, 24, CodeCarbon), ("EPYC 7402P", 180, 24, CodeCarbon), ("EPYC 7443", 200, 24, CodeCarbon),
        ("EPYC 7502", 180, 32, CodeCarbon), ("EPYC 7502P", 180, 32, CodeCarbon), ("EPYC 7543", 225, 32, CodeCarbon),
        ("EPYC 7552", 200, 48, CodeCarbon), ("EPYC 7702", 200, 64, CodeCarbon), ("EPYC 7702P", 200, 64, CodeCarbon),
        ("EPYC 7742", 225, 64, CodeCarbon), ("EPYC 7763", 280, 64, CodeCarbon), ("EPYC 9554", 360, 64, CodeCarbon),
        ("EPYC 9654", 360, 96, CodeCarbon), ("EPYC 9655", 400, 96, CodeCarbon), ("EPYC 9754", 360, 128, CodeCarbon),
        ("Ryzen 5 3600", 65, 6, GreenAlgorithms), ("Ryzen 5 3600X", 95, 6, GreenAlgorithms), ("Ryzen 7 3700X", 65, 8, GreenAlgorithms),
        ("Ryzen 9 3950X", 105, 16, GreenAlgorithms), ("Xeon(R) CPU E5-2680 v3", 120, 12, GreenAlgorithms),
        ("Xeon(R) CPU E5-2690 v3", 135, 12, GreenAlgorithms), ("Xeon(R) CPU E5-2697 v4", 145, 18, GreenAlgorithms),
        ("Xeon(R) CPU E5-2699 v4", 145, 22, GreenAlgorithms), ("Xeon(R) Gold 6142", 150, 16, GreenAlgorithms),
        ("Xeon(R) Gold 6148", 150, 20, GreenAlgorithms), ("Xeon(R) Gold 6248", 150, 20, GreenAlgorithms),
        ("Xeon(R) Gold 6252", 150, 24, GreenAlgorithms), ("Xeon(R) Platinum 8480+", 350, 56, CodeCarbonIntel),
        ("Xeon(R) Platinum 8580", 350, 60, CodeCarbonIntel), ("i7-6700K", 95, 4, GreenAlgorithms), ("i7-8700K", 95, 6, GreenAlgorithms),
        ("i7-10700K", 125, 8, GreenAlgorithms), ("i9-9900K", 95, 8, GreenAlgorithms), ("i9-10900K", 125, 10, GreenAlgorithms),
    ];

    /// <summary>The power of a processor by the name that it gives itself, else <see cref="Default"/>.</summary>
    /// <param name="model">Name such as <c>AMD EPYC 7742 64-Core Processor</c>, or null.</param>
    public static ProcessorPower Of(string? model)
    {
        foreach ((string name, double watts, int cores, string table) in Known)
        {
            if (model is not null && Names(model, name))
                return new(watts / cores, FormattableString.Invariant(
                    $"{name}: thermal design power {watts} W over {cores} cores ({table})"));
        }

        return Default;
    }

    // A 6248R is no 6248.
    private static bool Names(string model, string name)
    {
        int at = model.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        int end = at + name.Length;
        return at >= 0 && (end == model.Length || !(char.IsAsciiLetterOrDigit(model[end]) || model[end] == '+'));
    }
}
