using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Writes ONNX files. Weights pass through a small buffer, so that size is no matter.</summary>
internal static class OnnxWriter
{
    /// <summary>Tensors up to this many bytes are always kept in the file: shapes, constants.</summary>
    public const int SmallBytes = 1024;

    /// <summary>Bytes that a protocol-buffer message may have.</summary>
    private const long MessageLimit = int.MaxValue;

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">File to write.</param>
    /// <param name="storage">Where its weights go.</param>
    /// <exception cref="InputException">
    /// The file cannot be written, or would exceed 2 GiB with its weights in it, or is a stream, and weights are to lie beside it.
    /// </exception>
    public static void Write(OnnxModel model, OutputFile file, WeightStorage storage = WeightStorage.InFile)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        if (storage == WeightStorage.InFile && model.Initializers.Sum(tensor => tensor.Bytes) > MessageLimit - (64 << 20))
            throw new InputException(new InputPlace(file.Name),
                "would exceed the 2 GiB that an ONNX file may have: store its weights beside it");
        string dataName = Path.GetFileName(file.Name) + ".data";
        if (storage == WeightStorage.BesideFile)
        {
            string path = file.Path ?? throw new InputException(new InputPlace(file.Name), "has no place beside it for weights");
            AtomicFile.Write(Path.Combine(Path.GetDirectoryName(path) ?? "", dataName), stream =>
            {
                foreach (OnnxTensor tensor in model.Initializers.Where(IsLarge))
                    WriteValues(tensor, stream);
            });
        }

        file.Write(stream => Write(model, stream, storage, dataName));
    }

    /// <summary>A model in memory with its large weights declared as external data, to be handed over when it is run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="location">Name of the file that the external data pretend to be in.</param>
    public static byte[] ToBytes(OnnxModel model, string location = "weights.data")
    {
        ArgumentNullException.ThrowIfNull(model);
        using MemoryStream stream = new();
        Write(model, stream, WeightStorage.Declared, location);
        return stream.ToArray();
    }

    /// <summary>True for a tensor whose values are external data when weights are not stored in the file.</summary>
    /// <param name="tensor">An initializer.</param>
    public static bool IsLarge(OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Bytes > SmallBytes;
    }

    private static void Write(OnnxModel model, Stream stream, WeightStorage storage, string dataName)
    {
        ProtobufWriter graph = new();
        foreach (OnnxNode node in model.Nodes)
            graph.Message(1, OnnxMessages.Node(node));
        graph.Text(2, model.Name);
        foreach (OnnxValue input in model.Inputs)
            graph.Message(11, OnnxMessages.Value(input));
        foreach (OnnxValue output in model.Outputs)
            graph.Message(12, OnnxMessages.Value(output));
        foreach (OnnxValue value in model.Values)
            graph.Message(13, OnnxMessages.Value(value));
        List<(ProtobufWriter Head, OnnxTensor Tensor)> streamed = [];
        long offset = 0;
        long length = graph.Length;
        foreach (OnnxTensor tensor in model.Initializers)
        {
            if (!IsLarge(tensor))
            {
                int before = graph.Length;
                graph.Message(5, OnnxMessages.InlineTensor(tensor));
                length += graph.Length - before;
            }
            else if (storage == WeightStorage.InFile)
            {
                ProtobufWriter head = StreamedHead(tensor);
                streamed.Add((head, tensor));
                length += head.Length + tensor.Bytes;
            }
            else
            {
                int before = graph.Length;
                graph.Message(5, OnnxMessages.ExternalTensor(tensor, new OnnxDataPlace(dataName, offset, tensor.Bytes)));
                length += graph.Length - before;
                offset += tensor.Bytes;
            }
        }

        stream.Write(ModelHead(model, length).Written);
        stream.Write(graph.Written);
        foreach ((ProtobufWriter head, OnnxTensor tensor) in streamed)
        {
            stream.Write(head.Written);
            WriteValues(tensor, stream);
        }
    }

    private static ProtobufWriter ModelHead(OnnxModel model, long graphLength)
    {
        ProtobufWriter head = new();
        head.Integer(1, model.IrVersion);
        head.Text(2, model.Producer);
        if (model.ProducerVersion.Length > 0)
            head.Text(3, model.ProducerVersion);
        foreach ((string domain, long version) in model.Opsets)
            head.Message(8, OnnxMessages.Opset(domain, version));
        head.Start(7, graphLength);
        return head;
    }

    /// <summary>Everything of an initializer up to the first byte of its values.</summary>
    private static ProtobufWriter StreamedHead(OnnxTensor tensor)
    {
        ProtobufWriter body = OnnxMessages.TensorHead(tensor);
        body.Start(9, tensor.Bytes);
        ProtobufWriter head = new();
        head.Start(5, body.Length + tensor.Bytes);
        ProtobufWriter whole = new();
        whole.Append(head);
        whole.Append(body);
        return whole;
    }

    private static void WriteValues(OnnxTensor tensor, Stream stream)
    {
        if (tensor.Raw is { } raw)
        {
            stream.Write(raw.Span);
            return;
        }

        SeededValues generator = tensor.Generator
            ?? throw new ArgumentException($"the values of {tensor.Name} are in {tensor.Place?.Location} and cannot be written again",
                nameof(tensor));
        byte[] piece = new byte[1 << 16];
        for (long offset = 0; offset < tensor.Bytes; offset += piece.Length)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(piece.Length, tensor.Bytes - offset));
            generator.Write(offset, part);
            stream.Write(part);
        }
    }
}

/// <summary>Where the weights of a written ONNX file are.</summary>
internal enum WeightStorage
{
    /// <summary>In the file itself, which must then stay below 2 GiB.</summary>
    InFile,

    /// <summary>In a file of their own beside it, named like it with <c>.data</c> appended.</summary>
    BesideFile,

    /// <summary>Nowhere: declared as external data, to be handed over in memory when the model is run.</summary>
    Declared,
}
