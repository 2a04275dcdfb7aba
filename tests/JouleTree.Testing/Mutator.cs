using System.Text;
using System.Text.Json.Nodes;

namespace JouleTree.Testing;

/// <summary>Damages valid input, by bytes and by structure, from a seed.</summary>
public sealed class Mutator
{
    private static readonly string[] Fragments =
    [
        "null", "true", "-1", "0", "1e999", "-0.0", "NaN", "\"\"", "{}", "[]", "[[[[", "}", "]", ",", ":", "\\ud800", "\"\\u0000\"",
        "99999999999999999999", "1e-400", "\"1e5\"", "\n", "\r\n", "\u00e9", "\ufeff", "0.1.2", "--", "ml-np", "model", "\"id\":\"0\",",
    ];

    private readonly Random _random;

    public Mutator(int seed) => _random = new Random(seed);

    /// <summary>One to four changes of some bytes.</summary>
    public byte[] Bytes(byte[] source)
    {
        List<byte> bytes = [.. source];
        for (int change = _random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
        {
            int place = _random.Next(bytes.Count);
            int length = Math.Min(bytes.Count - place, _random.Next(1, 40));
            switch (_random.Next(7))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(place, length);
                    break;
                case 3:
                    bytes.InsertRange(_random.Next(bytes.Count), [.. bytes.Skip(place).Take(length)]);
                    break;
                case 4:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(Fragments[_random.Next(Fragments.Length)]));
                    break;
                case 5:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                default:
                    bytes.RemoveRange(place, length);
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(Fragments[_random.Next(Fragments.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>One to three changes of a JSON value's structure: members removed, renamed, replaced, moved or repeated.</summary>
    public byte[] Structure(JsonNode source)
    {
        JsonNode root = source.DeepClone();
        for (int change = _random.Next(1, 4); change > 0; change--)
        {
            switch (Pick(root))
            {
                case JsonObject { Count: > 0 } target:
                    string name = target.ElementAt(_random.Next(target.Count)).Key;
                    JsonNode? old = target[name];
                    target.Remove(name);
                    if (_random.Next(3) > 0)
                        target[_random.Next(3) == 0 ? Fragments[_random.Next(Fragments.Length)] : name] = _random.Next(3) == 0
                            ? old
                            : Value(root);
                    break;
                case JsonArray target:
                    if (target.Count > 0 && _random.Next(2) == 0)
                        target.RemoveAt(_random.Next(target.Count));
                    else
                        target.Insert(_random.Next(target.Count + 1), Value(root));
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private JsonNode? Value(JsonNode root) => _random.Next(8) switch
    {
        0 => null,
        1 => JsonValue.Create(_random.Next(-5, 5)),
        2 => JsonValue.Create(_random.NextDouble() * 1e300),
        3 => JsonValue.Create(Fragments[_random.Next(Fragments.Length)]),
        4 => new JsonObject(),
        5 => new JsonArray(),
        6 => JsonValue.Create(true),
        _ => Pick(root)?.DeepClone(),
    };

    private JsonNode? Pick(JsonNode node)
    {
        while (_random.Next(4) > 0)
        {
            JsonNode? next = node switch
            {
                JsonObject { Count: > 0 } target => target.ElementAt(_random.Next(target.Count)).Value,
                JsonArray { Count: > 0 } target => target[_random.Next(target.Count)],
                _ => null,
            };
            if (next is not (JsonObject or JsonArray))
                return node;
            node = next;
        }

        return node;
    }
}
