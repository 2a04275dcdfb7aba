using JouleTree.Core.Errors;

namespace JouleTree.Core.Kernels.Models;

/// <summary>What single kernels cost on one kind of GPU with one software. Immutable and safe to share between threads.</summary>
/// <param name="Name">Its name, such as <c>h200-vllm-0.22</c>.</param>
/// <param name="Gpu">The GPU's data sheet.</param>
/// <param name="Sheet">Where it comes from.</param>
/// <param name="Models">A model of each kind, types and family that was measured.</param>
internal sealed record KernelProfile(string Name, KernelGpu Gpu, KernelSheet Sheet, IReadOnlyList<KernelModel> Models)
{
    // Half widths of what was scaled or not measured, in logarithms: judgement, as nothing was measured.
    private const double Widening = 1.5;
    private const double UnmeasuredTime = 0.7;
    private const double UnmeasuredEnergy = 0.9;
    private const double UnmeasuredLevel = 0.9;

    /// <summary>Types that were measured of a kind.</summary>
    /// <param name="kind">Kind of kernel.</param>
    public IReadOnlyCollection<string> TypesOf(KernelKind kind) =>
        [.. Models.Where(model => model.Parts.Kind == kind).Select(model => model.Parts.Law.Types).Distinct()];

    /// <summary>True for its card, however its name goes on: <c>NVIDIA B200 180 GB</c> is <c>NVIDIA B200</c>.</summary>
    /// <param name="card">Name of a card.</param>
    public bool IsOf(string card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.StartsWith(Gpu.Name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What a kernel costs.</summary>
    /// <param name="shape">What it works on.</param>
    /// <param name="types">Types of numbers, as in <see cref="KernelTypes"/>.</param>
    /// <exception cref="InputException">Such types were neither measured nor can be scaled to.</exception>
    public KernelEstimate Estimate(KernelShape shape, string types)
    {
        ArgumentNullException.ThrowIfNull(shape);
        // No list is made on the way of what was measured.
        if (Find(shape.Kind, types, shape.Variant) is { } exact)
            return exact.Estimate(shape);
        IReadOnlyCollection<string> measured = TypesOf(shape.Kind);
        if (measured.Count == 0)
            throw new InputException($"profile {Name} has no {KernelKinds.Names.Of(shape.Kind)} kernels, which this network runs: measure "
                + "some for it, or choose a profile that has them");
        string near = KernelTypes.NearestTo(types, measured) ?? throw new InputException(
            $"profile {Name} has no {KernelKinds.Names.Of(shape.Kind)} kernels in {types}, and nothing that could be scaled to them: "
                + $"measured were {string.Join("; ", measured)}; choose one of those types, or another device");
        KernelModel model = Find(shape.Kind, near, shape.Variant) ?? Find(shape.Kind, near, 0) ?? Models.First(
            one => one.Parts.Kind == shape.Kind && one.Parts.Law.Types == near);
        KernelEstimate estimate = model.Estimate(shape);
        List<string> notes = [.. estimate.Notes];
        if (model.Parts.Variant != shape.Variant)
            notes.Add($"heads of width {shape.Variant} in {near} were not measured: as those of other widths");
        if (KernelTypes.CostTheSame(types, near))
            return estimate with { Notes = [.. notes, .. types == near ? Array.Empty<string>() : [$"{types} answered as {near}"]] };
        notes.Add($"{types} was not measured: scaled from {near} by bytes and operations");
        return Scaled(estimate, model, shape, types) with { Notes = notes };
    }

    /// <summary>What it costs to read and write bytes with hardly any arithmetic: normalisation, element-wise work, embedding.</summary>
    /// <param name="bytes">Bytes that are read and written.</param>
    /// <exception cref="InputException">The profile has no matrix products, whose launch and bandwidth this takes.</exception>
    public KernelEstimate Move(double bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        KernelModel model = Models.FirstOrDefault(one => one.Parts.Kind == KernelKind.Gemm && one.Parts.Law.Types == KernelTypes.BFloat16)
            ?? throw new InputException($"profile {Name} has no matrix products in bfloat16, which element-wise work goes by");
        KernelParts parts = model.Parts;
        double seconds = parts.Coefficient("launch_s") + (bytes / (Gpu.BytesPerSecond * parts.Coefficient("bandwidth_share")));
        double watts = PowerLaw.Watts(parts.Law, new KernelPhysics(seconds, 0, bytes), seconds, parts.PowerCoefficients);
        return new KernelEstimate
        {
            Seconds = seconds,
            Watts = watts,
            MeteredSeconds = seconds,
            MeteredWatts = watts,
            TimeFactor = Math.Exp(UnmeasuredTime),
            EnergyFactor = Math.Exp(UnmeasuredEnergy),
            Level = UnmeasuredLevel,
            Notes = ["not measured: by bandwidth alone"],
        };
    }

    private KernelModel? Find(KernelKind kind, string types, int variant)
    {
        for (int index = 0; index < Models.Count; index++)
        {
            KernelParts parts = Models[index].Parts;
            if (parts.Kind == kind && parts.Variant == variant && parts.Law.Types == types)
                return Models[index];
        }

        return null;
    }

    // The formulas' ratio of seconds, and watts at the other utilisation.
    private static KernelEstimate Scaled(KernelEstimate estimate, KernelModel model, KernelShape shape, string types)
    {
        KernelParts parts = model.Parts;
        KernelLaw law = KernelLaws.Of(shape.Kind, parts.Law.Gpu, types);
        KernelPhysics from = parts.Law.Of(shape, parts.Coefficients, []);
        KernelPhysics to = law.Of(shape, parts.Coefficients, []);
        double seconds = estimate.Seconds * to.Seconds / from.Seconds;
        double watts = Math.Min(law.Gpu.PowerLimitWatts, estimate.Watts * PowerLaw.Watts(law, to, seconds, parts.PowerCoefficients)
            / PowerLaw.Watts(parts.Law, from, estimate.Seconds, parts.PowerCoefficients));
        return estimate with
        {
            Seconds = seconds,
            Watts = watts,
            MeteredSeconds = seconds,
            MeteredWatts = watts,
            TimeFactor = Math.Pow(estimate.TimeFactor, Widening),
            EnergyFactor = Math.Pow(estimate.EnergyFactor, Widening),
        };
    }
}
