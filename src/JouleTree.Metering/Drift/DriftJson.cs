using System.Text.Json.Serialization;

namespace JouleTree.Metering.Drift;

/// <summary>How readings stand in the file, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DriftReading))]
internal sealed partial class DriftJson : JsonSerializerContext;
