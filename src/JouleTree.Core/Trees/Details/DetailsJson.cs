using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>How the <c>jouletree</c> members are written: snake case, nothing for null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(NodeDetails))]
[JsonSerializable(typeof(TreeDetails))]
internal sealed partial class DetailsJson : JsonSerializerContext;
