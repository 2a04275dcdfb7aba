using System.IO.Compression;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace JouleTree.Measurement.Tests.Tokenizers;

/// <summary>
/// A vocabulary of OpenAI's models, as a data package of Microsoft.ML.Tokenizers ships it: tokens with their ranks, without merges,
/// which the ranks imply.
/// </summary>
internal sealed class PublishedVocabulary
{
    private readonly Dictionary<string, int> _ranks;

    private PublishedVocabulary(Dictionary<string, int> ranks) => _ranks = ranks;

    /// <summary>Reads the vocabulary of a data package.</summary>
    /// <param name="package">Name behind <c>Microsoft.ML.Tokenizers.Data.</c>, such as <c>Gpt2</c>.</param>
    public static PublishedVocabulary Read(string package)
    {
        Assembly data = Assembly.Load($"Microsoft.ML.Tokenizers.Data.{package}");
        string resource = data.GetManifestResourceNames().Single(name => name.EndsWith(".tiktoken.deflate", StringComparison.Ordinal));
        using Stream packed = data.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(new DeflateStream(packed, CompressionMode.Decompress));
        Dictionary<string, int> ranks = new(StringComparer.Ordinal);
        // Behind a line with their number, the tokens as base64 in the order of their ranks; an empty line is a rank without one.
        reader.ReadLine();
        for (int rank = 0; reader.ReadLine() is { } line; rank++)
        {
            if (line.Length > 0)
                ranks.Add(Visible(Convert.FromBase64String(line)), rank);
        }

        return new PublishedVocabulary(ranks);
    }

    /// <summary>The tokens with their ids, as a vocab.json has them, and further ones.</summary>
    public JsonObject Tokens(params (string Text, int Id)[] more)
    {
        JsonObject tokens = [];
        foreach ((string token, int id) in _ranks.Select(token => (token.Key, token.Value)).Concat(more))
            tokens[token] = id;
        return tokens;
    }

    /// <summary>The merges in their order: the two parts of each token that merging by the ranks below its own leaves.</summary>
    public IEnumerable<(string Left, string Right)> Merges()
    {
        foreach ((string token, int own) in _ranks.OrderBy(token => token.Value))
        {
            List<string> parts = [.. token.Select(letter => letter.ToString())];
            while (parts.Count > 2)
            {
                (int Rank, int Place) best = (own, -1);
                for (int place = 0; place + 1 < parts.Count; place++)
                {
                    if (_ranks.TryGetValue(parts[place] + parts[place + 1], out int rank) && rank < best.Rank)
                        best = (rank, place);
                }

                if (best.Place < 0)
                    break;
                parts[best.Place] += parts[best.Place + 1];
                parts.RemoveAt(best.Place + 1);
            }

            if (parts.Count == 2)
                yield return (parts[0], parts[1]);
        }
    }

    // As GPT-2's files write bytes: printable ones as themselves, the others moved, in their order, behind the first 256 characters.
    private static string Visible(byte[] bytes)
    {
        StringBuilder text = new(bytes.Length);
        foreach (byte value in bytes)
        {
            text.Append((char)(value switch
            {
                <= 32 => 256 + value,
                >= 127 and <= 160 => 256 + 33 + value - 127,
                173 => 256 + 67,
                _ => value,
            }));
        }

        return text.ToString();
    }
}
