using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace JouleTree.Testing;

/// <summary>
/// Writes safetensors files as other tools do, but without values: behind the header is a hole as long as they would be.
/// </summary>
public static class WeightFiles
{
    private static readonly Dictionary<string, int> Bits = new(StringComparer.Ordinal)
    {
        ["F64"] = 64,
        ["I64"] = 64,
        ["F32"] = 32,
        ["I32"] = 32,
        ["U32"] = 32,
        ["F16"] = 16,
        ["BF16"] = 16,
        ["F8_E4M3"] = 8,
        ["F8_E8M0"] = 8,
        ["U8"] = 8,
        ["I8"] = 8,
        ["BOOL"] = 8,
        ["F4"] = 4,
    };

    /// <summary>A tensor of a file.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type as the file names it.</param>
    /// <param name="Shape">Its shape.</param>
    public sealed record Item(string Name, string Type, params long[] Shape)
    {
        /// <summary>Its bytes.</summary>
        public long Bytes => Shape.Aggregate(1L, (product, size) => product * size) * Bits[Type] / 8;
    }

    /// <summary>A file of tensors that lie behind each other.</summary>
    public static string Write(string path, IEnumerable<Item> items)
    {
        long end = 0;
        string entries = string.Join(",", items.Select(item =>
        {
            (long start, end) = (end, end + item.Bytes);
            return $"{JsonSerializer.Serialize(item.Name)}:{{\"dtype\":\"{item.Type}\",\"shape\":[{string.Join(',', item.Shape)}],"
                + $"\"data_offsets\":[{start},{end}]}}";
        }));
        string header = $"{{\"__metadata__\":{{\"format\":\"pt\"}}{(entries.Length > 0 ? "," : "")}{entries}}}";
        using FileStream stream = File.Create(path);
        stream.Write(Header(header));
        stream.SetLength(stream.Length + end);
        return path;
    }

    /// <summary>A header as it stands in a file, filled up by spaces to whole words.</summary>
    public static byte[] Header(string json)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        byte[] header = new byte[8 + ((text.Length + 7) / 8 * 8)];
        header.AsSpan(8).Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        text.CopyTo(header, 8);
        return header;
    }

    /// <summary>A folder of numbered files with an index, in Hugging Face's layout but for its config.json.</summary>
    public static void WriteShards(string folder, IReadOnlyList<IReadOnlyList<Item>> shards)
    {
        Dictionary<string, string> map = [];
        for (int shard = 0; shard < shards.Count; shard++)
        {
            string name = FormattableString.Invariant($"model-{shard + 1:00000}-of-{shards.Count:00000}.safetensors");
            Write(Path.Combine(folder, name), shards[shard]);
            foreach (Item item in shards[shard])
                map.Add(item.Name, name);
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new
        {
            metadata = new { total_size = shards.SelectMany(items => items).Sum(item => item.Bytes) },
            weight_map = map,
        }));
    }
}
