using System.Globalization;

namespace JouleTree.Metering.Meters.Nvml;

/// <summary>Which of NVIDIA's cards are meant, by what was said and by what CUDA's variables leave visible.</summary>
/// <remarks>
/// CUDA numbers the cards that it sees, the fastest first unless <c>CUDA_DEVICE_ORDER</c> is <c>PCI_BUS_ID</c>; NVML numbers all, by their
/// addresses (CUDA C++ Programming Guide, environment variables). Where all cards are of one kind, both orders are the same; else a number
/// does not tell the card, and is refused.
/// </remarks>
/// <param name="Gpu">The card by CUDA's number or by its UUID, or the beginning of that; null for all that are visible.</param>
/// <param name="Visible"><c>CUDA_VISIBLE_DEVICES</c>; null where it is not set.</param>
/// <param name="Order"><c>CUDA_DEVICE_ORDER</c>; null where it is not set.</param>
internal sealed record GpuSelection(string? Gpu = null, string? Visible = null, string? Order = null)
{
    private const string InstancePrefix = "MIG";
    private const string CardPrefix = "GPU-";
    private const string ByAddress = "PCI_BUS_ID";

    /// <summary>The selection in this process.</summary>
    /// <param name="gpu">What was said; null for nothing.</param>
    public static GpuSelection OfThisProcess(string? gpu) => new(gpu,
        Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"), Environment.GetEnvironmentVariable("CUDA_DEVICE_ORDER"));

    /// <summary>The cards that are meant.</summary>
    /// <param name="cards">All cards, by their addresses.</param>
    /// <exception cref="MeterUnavailableException">None is, or it cannot be told which.</exception>
    public IReadOnlyList<NvmlCard> Of(IReadOnlyList<NvmlCard> cards)
    {
        ArgumentNullException.ThrowIfNull(cards);
        IReadOnlyList<NvmlCard> visible = Visible is null ? cards : Listed(cards, Visible);
        if (visible.Count == 0)
            throw Missing($"CUDA_VISIBLE_DEVICES is '{Visible}', which leaves no card visible", "name a card in it, or unset it");
        if (Gpu is null)
            return visible;
        if (!IsNumber(Gpu, out int number))
            return [ByUuid(visible, Gpu)];
        // With the variable, its order is CUDA's.
        if (Visible is null)
            RequireOneOrder(cards, Gpu);
        return number < visible.Count
            ? [visible[number]]
            : throw Missing($"there is no GPU {Gpu}, only {visible.Count} that are visible", "count from 0, or name the card by its UUID");
    }

    // CUDA leaves out what stands behind the first name that it does not know.
    private List<NvmlCard> Listed(IReadOnlyList<NvmlCard> cards, string list)
    {
        List<NvmlCard> visible = [];
        foreach (string name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name.StartsWith(InstancePrefix, StringComparison.Ordinal))
                throw Instance(name);
            if (IsNumber(name, out int number))
            {
                RequireOneOrder(cards, name);
                if (number >= cards.Count)
                    break;
                visible.Add(cards[number]);
            }
            else if (name.StartsWith(CardPrefix, StringComparison.Ordinal)
                && cards.Where(card => IsCalled(card, name)).ToArray() is [var one])
                visible.Add(one);
            else
                break;
        }

        return visible;
    }

    private static NvmlCard ByUuid(IReadOnlyList<NvmlCard> cards, string uuid)
    {
        if (uuid.StartsWith(InstancePrefix, StringComparison.Ordinal))
            throw Instance(uuid);
        NvmlCard[] called = [.. cards.Where(card => IsCalled(card, uuid))];
        return called.Length == 1
            ? called[0]
            : throw Missing($"{(called.Length == 0 ? "no visible" : "more than one")} card's UUID begins with '{uuid}'; there are "
                + string.Join(", ", cards.Select(card => card.Uuid ?? "one that does not tell")), "name one of these");
    }

    private void RequireOneOrder(IReadOnlyList<NvmlCard> cards, string number)
    {
        if (Order != ByAddress && cards.Select(card => card.Name).Distinct().Count() > 1)
            throw Missing($"GPU {number} may be another one for CUDA than for NVML, since the cards differ: "
                + string.Join(", ", cards.Select(card => $"{card.Name} ({card.Uuid})")),
                $"name the card by its UUID, or set CUDA_DEVICE_ORDER={ByAddress}");
    }

    private static bool IsCalled(NvmlCard card, string uuid) =>
        uuid.Length > 0 && card.Uuid?.StartsWith(uuid, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static MeterUnavailableException Instance(string name) => Missing(
        $"{name} is a part of a card (MIG), which has no energy of its own: only its whole card has", "name the card by its UUID, and "
            + "let nothing else run on its other parts");

    private static MeterUnavailableException Missing(string finding, string remedy) =>
        new(NvmlSource.MeterName, new MeterProbe(false, finding, remedy));
}
