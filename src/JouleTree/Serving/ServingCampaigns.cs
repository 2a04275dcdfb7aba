using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Serving;

/// <summary>From tables of measured deployments to profiles.</summary>
internal static class ServingCampaigns
{
    /// <summary>A profile for each GPU of a table, sorted by name.</summary>
    /// <param name="table">A table of one of the campaigns that are known, told by its columns.</param>
    /// <exception cref="InputException">It is none, or a network of it is not known.</exception>
    public static IReadOnlyList<ServingProfile> Make(InputFile table)
    {
        ArgumentNullException.ThrowIfNull(table);
        IReadOnlyList<ServingMeasurement> measured = ServingTable.Read(table);
        if (measured.Count == 0)
            throw new InputException(new InputPlace(table.Name), "has no rows");
        MeasuredNetworks networks = new(table);
        ServingCampaign campaign = CampaignOf(measured);
        return ServingProfileMaker.Make(campaign, Rows(campaign, measured, networks));
    }

    /// <summary>A profile of one GPU of a table of whoever measured it.</summary>
    /// <param name="table">A table in the columns of one of the campaigns.</param>
    /// <param name="card">What the profile is called, and what is told of it.</param>
    /// <exception cref="InputException">
    /// The table is damaged, the GPU is not among its GPUs or its data sheet is not known, a network is not known, or there are too few
    /// families to leave one out.
    /// </exception>
    public static ServingProfile Make(InputFile table, ServingCard card)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(card);
        IReadOnlyList<ServingMeasurement> measured = ServingTable.Read(table);
        string gpu = card.GpuOf(table, measured);
        GpuSheet sheet = card.SheetOf(gpu);
        MeasuredNetworks networks = new(table);
        ServingCampaign campaign = CampaignOf(measured) with
        {
            Software = card.Software,
            Data = card.Data,
            Licence = card.Licence,
            Citation = card.Citation,
            Gpu = gpu,
            Sheet = sheet,
        };
        ServingRow[] rows = Rows(campaign, measured, networks);
        CheckFamilies(table, gpu, rows);
        ServingProfile made = ServingProfileMaker.Make(campaign, rows)[0];
        return made with { Name = card.Name, Sheet = made.Sheet with { MeasuredAs = gpu } };
    }

    private static ServingCampaign CampaignOf(IReadOnlyList<ServingMeasurement> measured) =>
        measured[0].IsOf2024 ? ServingCampaign.Of2024 : ServingCampaign.Of2025;

    private static ServingRow[] Rows(
        ServingCampaign campaign, IReadOnlyList<ServingMeasurement> measured, MeasuredNetworks networks) =>
        [.. measured.Select(row => new ServingRow(row, networks.Of(row), campaign.SharedMemoryOf(row.Gpu)))];

    // Two left the rest to one, which says nothing of how far families differ.
    private const int FewestFamilies = 3;

    private static void CheckFamilies(InputFile table, string gpu, ServingRow[] rows)
    {
        foreach (IGrouping<string, ServingRow> family in rows.GroupBy(row => row.Measurement.Family))
        {
            if (family.Select(row => row.Network.Kind).Distinct().Count() > 1)
                throw new InputException(new InputPlace(table.Name),
                    $"has dense networks and mixtures of experts of one family, {family.Key}: expected networks of one architecture");
        }

        string[] families =
        [
            .. rows.Where(row => row.Gpu == gpu && row.Measurement.Flag is null).Select(row => row.Measurement.Family).Distinct()
                .Order(StringComparer.Ordinal),
        ];
        if (families.Length < FewestFamilies)
            throw new InputException(new InputPlace(table.Name),
                $"has deployments without a flag of {Amount.Of(families.Length, "family", "families")} on {gpu}"
                + (families.Length > 0 ? $" ({string.Join(", ", families)})" : "")
                + $": expected {FewestFamilies} at least, since how wrong a profile is shows where one is left out");
    }
}
