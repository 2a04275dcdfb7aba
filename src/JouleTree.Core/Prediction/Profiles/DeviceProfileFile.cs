using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Layerwise;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>Device profiles as JSON files (docs/device-profiles.md): coefficients and a card, no row of data.</summary>
internal static class DeviceProfileFile
{
    /// <summary>Version of the format that this program writes, and the newest that it reads.</summary>
    public const int Version = 1;

    private const string FormatName = "jouletree-device-profile";

    private static readonly NameTable<EnergySource> Sources =
        new([.. Enum.GetValues<EnergySource>().Select(source => (source.ToName(), source))]);

    /// <summary>Writes a profile.</summary>
    /// <param name="file">File to write.</param>
    /// <param name="profile">A profile.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(OutputFile file, DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(profile);
        file.Write(stream =>
        {
            using Utf8JsonWriter json = new(stream, PredictorDirectory.JsonOptions);
            json.WriteStartObject();
            json.WriteString("format", FormatName);
            json.WriteNumber("version", Version);
            json.WriteString("name", profile.Name);
            WriteCard(json, profile.Card);
            json.WritePropertyName("predictor");
            PredictorDirectory.Write(json, profile.Predictor);
            json.WriteEndObject();
        });
    }

    /// <summary>Reads a profile.</summary>
    /// <param name="file">A profile file.</param>
    /// <exception cref="InputException">There is none, it is of a newer version, or it is damaged.</exception>
    public static DeviceProfile Load(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return JsonInput.ReadFile(file, "a device profile", Read);
    }

    /// <summary>A profile from its JSON text.</summary>
    /// <param name="utf8">Content of a profile file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InputException">It is of a newer version, or damaged.</exception>
    public static DeviceProfile Parse(ReadOnlyMemory<byte> utf8, string name) => JsonInput.Read(utf8, name, "a device profile", Read);

    private static DeviceProfile Read(JsonInput input)
    {
        FileFormat.VersionOf(input, FormatName, Version);
        JsonInput predictor = input.Member("predictor");
        IEnergyPredictor trained = PredictorDirectory.Read(predictor);
        return trained is CalibratedPredictor or LayerwisePredictor
            ? new DeviceProfile(input.Member("name").Text(), ReadCard(input.Member("card")), trained)
            : throw predictor.Fail($"is of the method {trained.Method}, expected {CalibratedPredictor.MethodName} or "
                + LayerwisePredictor.MethodName);
    }

    private static void WriteCard(Utf8JsonWriter json, DeviceCard card)
    {
        json.WriteStartObject("card");
        json.WriteString("device", card.Device);
        if (card.Software is { } software)
            json.WriteString("software", software);
        if (card.Energies is { } source)
            json.WriteString("energies", source.ToName());
        json.WriteString("data", card.Data);
        if (card.Licence is { } licence)
            json.WriteString("licence", licence);
        json.WriteString("citation", card.Citation);
        CardErrors.WriteAll(json, card.Errors);
        json.WriteEndObject();
    }

    private static DeviceCard ReadCard(JsonInput input) => new()
    {
        Device = input.Member("device").Text(),
        Software = input.Optional("software")?.Text(),
        Energies = input.Optional("energies")?.One(Sources),
        Data = input.Member("data").Text(),
        Licence = input.Optional("licence")?.Text(),
        Citation = input.Member("citation").Text(),
        Errors = [.. input.Member(CardErrors.ListName).Items().Select(CardErrors.Read)],
    };
}
