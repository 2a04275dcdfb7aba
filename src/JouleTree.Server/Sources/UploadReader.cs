using System.Security.Cryptography;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Weights.Safetensors;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Server.Sources;

/// <summary>Reads uploads with the readers that read files.</summary>
internal static class UploadReader
{
    private const int MaxNameLength = 80;

    // No configuration is longer, however many labels it lists.
    private const int MaxConfigurationBytes = 1 << 20;

    /// <summary>Reads an upload.</summary>
    /// <param name="stream">Its content; can seek, stands at its start.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="maxNodes">Most nodes that it may have.</param>
    /// <param name="cancellation">Ends reading early.</param>
    /// <param name="described">The model whose weights it holds; null for none.</param>
    /// <exception cref="InputException">It is neither a tree file nor an ONNX model, or too large.</exception>
    public static Upload Read(Stream stream, string? name, int maxNodes, CancellationToken cancellation, ZooModel? described = null)
    {
        string shown = Shown(name);
        string id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (stream.Length == 0)
            throw new InputException(new InputPlace(shown), "is empty, expected a tree file (JSONL) or an ONNX model");
        if ((GgufIn(stream, shown) ?? WeightsIn(stream, shown, described)) is { } weighed)
            return weighed.Weights!.All.Count <= maxNodes
                ? new Upload(id, shown, [], null, Math.Max(1, weighed.Weights.All.Count)) { Model = weighed }
                : throw TooLarge(shown, maxNodes);
        if (described is not null)
            throw new InputException(new InputPlace(shown), "is no file of weights (.safetensors), which config=ID is for");
        if (!IsText(stream))
        {
            RefuseArchives(stream, shown);
            OnnxModel network = OnnxReader.Read(stream, shown);
            return network.Nodes.Count <= maxNodes
                ? new Upload(id, shown, [], network, Math.Max(1, network.Nodes.Count))
                : throw TooLarge(shown, maxNodes);
        }

        if (ConfigurationIn(stream, shown) is { } model)
            return new Upload(id, shown, [], null, 1) { Model = model };

        List<ModelTree> trees = [];
        int nodes = 0;
        foreach (ModelTree tree in TreeReader.Read(stream, shown))
        {
            cancellation.ThrowIfCancellationRequested();
            nodes += tree.Root.SelfAndDescendants().Count();
            if (nodes > maxNodes)
                throw TooLarge(shown, maxNodes);
            trees.Add(tree);
        }

        return new Upload(id, shown, trees, null, nodes);
    }

    /// <summary>The model of a configuration that a stream holds, or null; the stream then stands at its start.</summary>
    private static ZooModel? ConfigurationIn(Stream stream, string name)
    {
        if (stream.Length > MaxConfigurationBytes)
            return null;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        stream.Position = 0;
        InputFile file = InputFile.OfStream(() => new MemoryStream(bytes), name);
        if (!ConfigFile.IsOne(file))
            return null;
        ZooModel model = ConfigFile.Read(file);
        Limits.Check(model);
        return model;
    }

    /// <summary>
    /// The model of a GGUF file, of which the header is enough, so that a page sends the first megabytes of it; null for other files. The
    /// stream then stands at its start.
    /// </summary>
    private static ZooModel? GgufIn(Stream stream, string name)
    {
        Span<byte> head = stackalloc byte[GgufReader.StartLength];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (!GgufReader.IsOne(head[..read]))
            return null;
        ZooModel model = GgufModel.OpenStart(stream, name);
        Limits.Check(model);
        return model;
    }

    /// <summary>
    /// The described model with the weights that a stream holds, or null where it holds none; the stream then stands at its start. The
    /// header is enough: what stands behind it need not have been sent.
    /// </summary>
    private static ZooModel? WeightsIn(Stream stream, string name, ZooModel? described)
    {
        Span<byte> head = stackalloc byte[16];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (!SafetensorsFile.StartsAsOne(head[..read]))
            return null;
        return described is not null
            ? ModelFiles.With(described, stream, name)
            : throw new InputException(new InputPlace(name),
                "holds weights and not what is computed with them: upload its config.json first, and this with config=ID of that upload");
    }

    // Never unpacked; said in words, for the reader of networks would only find damage.
    private static void RefuseArchives(Stream stream, string name)
    {
        Span<byte> head = stackalloc byte[4];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        ReadOnlySpan<byte> start = head[..read];
        if (start.StartsWith("PK"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])
            || start.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]))
            throw new InputException(new InputPlace(name),
                "is an archive; unpack it and upload the tree file (JSONL) or the ONNX model in it");
        if (start.SequenceEqual("PAR1"u8) || start.SequenceEqual("ARRO"u8))
            throw new InputException(new InputPlace(name),
                "is a table (Parquet or Arrow), which is not unpacked for strangers; put it into the folder that is served, or upload its "
                    + "trees as lines of JSON");
    }

    private static InputException TooLarge(string name, int maxNodes) =>
        new(new InputPlace(name), $"has more than {maxNodes} nodes; put it into the folder that is served, or upload a part of it");

    // An ONNX file starts with a protobuf tag; a tree file with an object, perhaps behind white space or a byte order mark.
    private static bool IsText(Stream stream)
    {
        Span<byte> head = stackalloc byte[16];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        ReadOnlySpan<byte> text = head[..read];
        if (text.StartsWith("\ufeff"u8))
            text = text[3..];
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] == (byte)'{';
    }

    private static string Shown(string? name)
    {
        string plain = string.Concat((name ?? "").Where(c => !char.IsControl(c))).Trim();
        plain = plain[(plain.LastIndexOfAny(['/', '\\']) + 1)..];
        return plain.Length == 0 ? "upload" : plain.Length <= MaxNameLength ? plain : plain[..MaxNameLength];
    }
}

/// <summary>Something that was uploaded, read and kept in memory: trees, a network or a configuration.</summary>
/// <param name="Id">Random id.</param>
/// <param name="Name">What the client called it; only ever shown.</param>
/// <param name="Trees">Trees; empty for a network and a configuration.</param>
/// <param name="Network">The skeleton of a network, or null.</param>
/// <param name="Nodes">Nodes in all trees or of the network, at least 1.</param>
internal sealed record Upload(string Id, string Name, IReadOnlyList<ModelTree> Trees, OnnxModel? Network, int Nodes)
{
    /// <summary>The model of a configuration, or null.</summary>
    public ZooModel? Model { get; init; }

    /// <summary>True for stored trees, which are of one workload each.</summary>
    public bool IsStored => Network is null && Model is null;

    /// <summary>What it is called in answers.</summary>
    public string KindName => Network is not null ? "network" : Model is not null ? "configuration" : "trees";
}
