using System.Text.Json.Nodes;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>
/// What the library does not refuse but ends the process on: found by reading some 24,000 damaged files, and looked for before it
/// sees a file.
/// </summary>
internal static class Damage
{
    /// <summary>Refuses a tokenizer that the library would end the process on.</summary>
    /// <exception cref="InputException">It is damaged so.</exception>
    public static void Refuse(JsonObject tokenizer)
    {
        // The library knows some steps by their members, whatever their type says.
        foreach (JsonObject step in Objects(tokenizer["normalizer"]))
        {
            if (step.TryGetPropertyValue("precompiled_charsmap", out JsonNode? map))
                CharacterMap.Check(Text(map));
        }

        foreach (JsonObject step in Objects(tokenizer["post_processor"]))
        {
            if (step["special_tokens"] is JsonObject known)
                RefuseTemplate(step, known);
        }

        if (tokenizer["model"] is JsonObject model && Text(model["continuing_subword_prefix"]) is { Length: > 0 } prefix)
            RefuseMerges(model["merges"] as JsonArray ?? [], prefix);
    }

    private static void RefuseTemplate(JsonObject template, JsonObject known)
    {
        foreach (JsonObject item in Objects(template["single"]).Concat(Objects(template["pair"])))
        {
            if (Text(item["SpecialToken"]?["id"]) is { } token && !known.ContainsKey(token))
                throw new InputException(new InputPlace(Field: "post_processor"),
                    $"puts '{token}' around a text and has no ids for it in special_tokens: add them, or fetch the file again");
        }
    }

    private static void RefuseMerges(JsonArray merges, string prefix)
    {
        foreach (JsonNode? merge in merges)
        {
            string? right = merge is JsonArray { Count: 2 } pair ? Text(pair[1]) : Text(merge)?.Split(' ')[^1];
            if (right is not null && !right.StartsWith(prefix, StringComparison.Ordinal))
                throw new InputException(new InputPlace(Field: "merges"),
                    $"has '{right}' as the second of a pair, expected a token that begins with the continuing_subword_prefix '{prefix}'; "
                    + "fetch the file again");
        }
    }

    // The objects in a value, steps within sequences of steps included.
    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(member => Objects(member.Value)).Prepend(one),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
