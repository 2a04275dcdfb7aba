using System.Globalization;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Results;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Devices;

/// <summary>A profile of any kind as <c>devices</c> lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sheet">What its predictor tells of itself.</param>
/// <param name="Card">What it was trained on.</param>
/// <param name="ServingErrors">Errors of a profile of serving or of kernels, by what was left out; empty for others.</param>
internal sealed record ListedProfile(string Name, PredictorSheet Sheet, DeviceCard Card, IReadOnlyList<LeftOutErrors> ServingErrors)
{
    private const string Serving = "serving";
    private const string Kernels = "kernels";

    /// <summary>All that ship: those of a forward pass, then those of serving, then those of kernels.</summary>
    public static IReadOnlyList<ListedProfile> Shipped =>
    [
        .. ShippedProfiles.All.Select(Of),
        .. ShippedServingProfiles.Names.Select(name => Of(ShippedServingProfiles.Find(name)!)),
        .. ShippedKernelProfiles.Names.Select(name => Of(ShippedKernelProfiles.Find(name)!)),
    ];

    /// <summary>A profile of a forward pass.</summary>
    /// <param name="profile">The profile.</param>
    public static ListedProfile Of(DeviceProfile profile) => new(profile.Name, profile.Sheet, profile.Card, []);

    /// <summary>A profile of serving.</summary>
    /// <param name="profile">The profile.</param>
    public static ListedProfile Of(ServingProfile profile)
    {
        (ServingSheet sheet, ServingRange range) = (profile.Sheet, profile.Model.Range);
        string trained = $"{Amount.Of(sheet.Rows, "deployment")} of {string.Join(", ", sheet.Families)}"
            + (sheet.Flagged.Count > 0 ? $"; left out: {string.Join("; ", sheet.Flagged)}" : "");
        string within = string.Create(CultureInfo.InvariantCulture,
            $"{range.Requests.Least:0.#} to {range.Requests.Most:0.#} requests, up to {Amount.Of(range.Gpus, "GPU")}, up to "
            + $"{range.Position:0} tokens kept by a request, {range.ActiveParameters.Least / 1e9:0.#} to "
            + $"{range.ActiveParameters.Most / 1e9:0.#} billion weights a token, in {string.Join(", ", range.Types)}");
        return new ListedProfile(
            profile.Name,
            new PredictorSheet(Serving, "static", trained, within, sheet.Families, profile.Model.Level),
            new DeviceCard
            {
                Device = $"{profile.Gpu.Name}, the energy of the GPUs alone",
                Software = sheet.Software,
                Energies = EnergySource.Measured,
                Data = sheet.Data,
                Licence = sheet.Licence,
                Citation = sheet.Citation,
                Errors = [],
            },
            [.. sheet.Errors.Where(errors => errors.Group == "all")]);
    }

    /// <summary>A profile of kernels.</summary>
    /// <param name="profile">The profile.</param>
    public static ListedProfile Of(KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        KernelSheet sheet = profile.Sheet;
        string[] kinds =
        [
            .. Enum.GetValues<KernelKind>().Select(kind => (Kind: kind, Types: profile.TypesOf(kind))).Where(one => one.Types.Count > 0)
                .Select(one => $"{KernelKinds.Names.Of(one.Kind)} in {string.Join(", ", one.Types)}"),
        ];
        return new ListedProfile(
            profile.Name,
            new PredictorSheet(Kernels, "static", $"{Amount.Of(sheet.Rows, "kernel")}; {string.Join("; ", sheet.Warnings)}",
                string.Join("; ", kinds), [], profile.Models[0].Parts.Level),
            new DeviceCard
            {
                Device = $"{profile.Gpu.Name}, single kernels on one card",
                Software = sheet.Software,
                Energies = EnergySource.Measured,
                Data = sheet.Data,
                Licence = sheet.Licence,
                Citation = sheet.Citation,
                Errors = [],
            },
            [.. sheet.Errors.Select(errors => errors with { Of = $"{errors.Of}, {errors.Group}" })]);
    }
}
