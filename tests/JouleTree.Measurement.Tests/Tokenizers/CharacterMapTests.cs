using System.Buffers.Binary;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Measurement.Tokenizers.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Tokenizers;

/// <summary>Compiled maps of normalisers: the library ends the process on a damaged one, and so the run of a test that fails here.</summary>
public sealed class CharacterMapTests : IDisposable
{
    private const int Cases = 3000;
    private const int BlockSize = 256;

    private static readonly (string From, string To)[] Pairs =
    [
        ("A", "a"), ("Ä", "ae"), ("Ａ", "a"), ("①", "1"), ("ﬁ", "fi"), ("ﬀ", "ff"), ("…", "..."), ("é", "e\u0301"), ("\u200b", " "),
        ("b", ""),
    ];

    // Letters of one to four bytes, keys of the map, their beginnings, and what comes beside them.
    private static readonly string Text =
        string.Concat(Pairs.Select(pair => pair.From)) + "xyzAB ÃÅÆ Ａｂ ②③ ﬂﬃ ‥ èê \u200c 漢字 𝒜😀 "
        + string.Concat(Enumerable.Range(1, 0x24F).Select(code => (char)code));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_WholeMap_Passes() => CharacterMap.Check(Convert.ToBase64String(Compiled()));

    [TokenizerLibraryFact]
    public void Encode_WholeMap_ReplacesEveryKey()
    {
        using TextTokenizer tokenizer = Open(Compiled());
        foreach ((string from, string to) in Pairs)
            tokenizer.Encode("x" + from + "x").ShouldBe(tokenizer.Encode("x" + to + "x"), from);
    }

    [Theory]
    [InlineData(0, 0x7FFFFC00U, "leads out of it")]
    [InlineData(0, 0x00800000U, "leads out of it")]
    public void Check_TrieThatLeadsOut_IsRefused(int unit, uint value, string problem)
    {
        byte[] map = Compiled();
        BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(4 + (4 * unit)), value);
        Problem(map).ShouldContain(problem);
    }

    [Fact]
    public void Check_LeafBeyondTheTexts_IsRefused()
    {
        byte[] map = Compiled();
        for (int unit = 0; unit < BinaryPrimitives.ReadUInt32LittleEndian(map) / 4; unit++)
        {
            Span<byte> place = map.AsSpan(4 + (4 * unit));
            if (BinaryPrimitives.ReadUInt32LittleEndian(place) >= 1U << 31)
                BinaryPrimitives.WriteUInt32LittleEndian(place, (1U << 31) | 100_000);
        }

        Problem(map).ShouldContain("points to no replacement");
    }

    [Fact]
    public void Check_LeafWithinALetter_IsRefused()
    {
        byte[] texts = Encoding.UTF8.GetBytes("é\0");
        byte[] whole = Compiled([("A", 0)], texts);
        CharacterMap.Check(Convert.ToBase64String(whole));
        Problem(Compiled([("A", 1)], texts)).ShouldContain("points to no replacement");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("no base64!")]
    [InlineData("BQAAAAAAAAAA")]
    [InlineData("/////wAAAAA=")]
    public void Check_NoMap_IsRefused(string? text) =>
        Should.Throw<InputException>(() => CharacterMap.Check(text)).Message.ShouldContain("is damaged");

    [TokenizerLibraryFact]
    public void Encode_DamagedMaps_AreRefusedOrReplaceSomehow()
    {
        byte[] whole = Compiled();
        int[] used = [.. Enumerable.Range(1, (int)BinaryPrimitives.ReadUInt32LittleEndian(whole) / 4)
            .Where(unit => BinaryPrimitives.ReadUInt32LittleEndian(whole.AsSpan(4 * unit)) != 0)];
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            Random random = new(seed);
            byte[] map = [.. whole];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                // Units that are used, bit by bit or whole; sizes and texts, too.
                int place = random.Next(8) == 0 ? random.Next(map.Length) : (4 * used[random.Next(used.Length)]) + random.Next(4);
                map[place] = random.Next(2) == 0 ? (byte)(map[place] ^ (1 << random.Next(8))) : (byte)random.Next(256);
            }

            if (random.Next(10) == 0)
                map = map[..random.Next(map.Length)];
            try
            {
                using TextTokenizer tokenizer = Open(map);
                tokenizer.Encode(Text).ShouldNotBeEmpty();
            }
            catch (InputException error)
            {
                error.Message.ShouldContain("precompiled_charsmap");
                refused++;
            }
        }

        refused.ShouldBeInRange(Cases / 10, Cases * 9 / 10);
    }

    private static string Problem(byte[] map) =>
        Should.Throw<InputException>(() => CharacterMap.Check(Convert.ToBase64String(map))).Message;

    private TextTokenizer Open(byte[] map) => TokenizerReader.Read(_folder.Write("tokenizer.json", $$$"""
        {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "{{{Convert.ToBase64String(map)}}}"},
         "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -1], ["e", -1], ["f", -1], ["i", -1], ["x", -1], [".", -1],
         ["1", -1], [" ", -1], ["\u0301", -1]]}}
        """));

    private static byte[] Compiled()
    {
        List<byte> texts = [];
        List<(string Key, int Start)> keys = [];
        foreach ((string from, string to) in Pairs)
        {
            keys.Add((from, texts.Count));
            texts.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }

        return Compiled(keys, [.. texts]);
    }

    // Each node of the trie has a block of its own: its leaf in front, a child at its letter.
    private static byte[] Compiled(IReadOnlyList<(string Key, int Start)> keys, byte[] texts)
    {
        List<uint[]> blocks = [new uint[BlockSize], new uint[BlockSize]];
        Dictionary<string, int> nodes = new() { [""] = 1 };
        blocks[0][0] = 1U * BlockSize << 10;
        foreach ((string key, int start) in keys)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(key);
            int node = 1;
            for (int index = 0; index < bytes.Length; index++)
            {
                string path = Convert.ToHexString(bytes, 0, index + 1);
                if (!nodes.TryGetValue(path, out int child))
                {
                    nodes[path] = child = blocks.Count;
                    blocks.Add(new uint[BlockSize]);
                }

                uint place = (uint)((node * BlockSize) ^ bytes[index]);
                uint unit = bytes[index] | ((place ^ (uint)(child * BlockSize)) << 10);
                bool isEnd = index == bytes.Length - 1;
                blocks[node][bytes[index]] = unit | (isEnd ? 1U << 8 : blocks[node][bytes[index]] & (1U << 8));
                if (isEnd)
                    blocks[child][0] = (1U << 31) | (uint)start;
                node = child;
            }
        }

        uint[] units = [.. blocks.SelectMany(block => block)];
        return [.. BitConverter.GetBytes(units.Length * 4), .. units.SelectMany(BitConverter.GetBytes), .. texts];
    }
}
