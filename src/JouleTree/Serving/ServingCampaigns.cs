using JouleTree.Core.Errors;
using JouleTree.Core.Files;
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
        ServingCampaign campaign = measured[0].InterTokenSeconds is null ? ServingCampaign.Of2024 : ServingCampaign.Of2025;
        return ServingProfileMaker.Make(campaign, [.. measured.Select(row => new ServingRow(
            row, networks.Of(row), campaign.SharedMemoryOf(row.Gpu)))]);
    }
}
