using System.Buffers.Binary;
using System.Text;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>What a file is that is no ONNX model, by its first bytes and its name, and what to do about it.</summary>
internal static class ForeignFile
{
    /// <summary>Bytes at the start that are looked at.</summary>
    public const int StartLength = 512;

    private const string FromPyTorch = "export the model with torch.onnx.export";

    /// <summary>Formats by their first bytes.</summary>
    private static readonly (byte[] Start, string What)[] Signatures =
    [
        (Ascii("version https://git-lfs"), "a Git LFS pointer, not the file itself: fetch it, `git lfs pull`"),
        (Ascii("GGUF"), "a GGUF file of llama.cpp, which holds weights but no graph: export the model as ONNX, or name its architecture"),
        (Ascii("\u0089HDF"), "an HDF5 file, mostly weights of Keras: convert the model with tf2onnx"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive: unpack it, and name the .onnx file in it"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a file compressed by zstd: unpack it first"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "a file compressed by xz: unpack it first"),
        (Ascii("BZh"), "a file compressed by bzip2: unpack it first"),
        (Ascii("Rar!"), "a RAR archive: unpack it, and name the .onnx file in it"),
        (Ascii("%PDF"), "a PDF document: name the .onnx file"),
        (Ascii("\u0089PNG"), "a picture: name the .onnx file"),
        ([0xFF, 0xD8, 0xFF], "a picture: name the .onnx file"),
        (Ascii("\u0093NUMPY"), "an array of NumPy: name the .onnx file"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program or library: name the .onnx file"),
        (Ascii("MZ"), "a program or library of Windows: name the .onnx file"),
        (Ascii("ftrt"), "an engine of TensorRT, built for one card: name the .onnx file that it was built from"),
        (Ascii("PAR1"), "a Parquet file: name it as .parquet to read it as a table"),
        (Ascii("ARROW1"), "an Arrow file: name it as .arrow to read it as a table"),
    ];

    /// <summary>What a file is, or null where it may be an ONNX model.</summary>
    /// <param name="start">Its first bytes, at most <see cref="StartLength"/>.</param>
    /// <param name="name">Its name.</param>
    public static string? Describe(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty)
            return "empty: the download may have failed";
        foreach ((byte[] signature, string what) in Signatures)
        {
            if (start.StartsWith(signature))
                return what;
        }

        return Inside(start) ?? Written(start) ?? ByName(name);
    }

    /// <summary>Formats whose marks do not stand at their start, or that hold others.</summary>
    private static string? Inside(ReadOnlySpan<byte> start)
    {
        if (start.Length > 8 && start[4..8].SequenceEqual("TFL3"u8))
            return "a TensorFlow Lite model: convert it with tf2onnx";
        if (start.Length > 8 && start[4..8].SequenceEqual("ORTM"u8))
            return "a model in ONNX Runtime's own format (.ort): name the .onnx file that it was made from";
        if (start.StartsWith("PK\x03\x04"u8))
            return start.IndexOf("data.pkl"u8) >= 0 || start.IndexOf("/version"u8) >= 0 || start.IndexOf("constants.pkl"u8) >= 0
                ? $"a PyTorch checkpoint or program: {FromPyTorch}"
                : start.IndexOf(".npy"u8) >= 0 ? "arrays of NumPy (.npz): name the .onnx file"
                : start.IndexOf("config.json"u8) >= 0 || start.IndexOf("metadata.json"u8) >= 0
                    ? "a Keras model (.keras): convert it with tf2onnx"
                : "a ZIP archive: unpack it, and name the .onnx file in it";
        // Protocol 2 to 5, behind an opcode of its own; a protocol-buffer field cannot begin so.
        if (start is [0x80, >= 2 and <= 5, ..])
            return $"a pickle of Python, as PyTorch's older checkpoints are: {FromPyTorch}";
        if (start.Length > 9 && BinaryPrimitives.ReadUInt64LittleEndian(start) is > 1 and < 1UL << 32 && start[8] == '{')
            return "a safetensors file, which holds weights but no graph: export the model as ONNX, or name its architecture";
        if (start.Length > 262 && start[257..262].SequenceEqual("ustar"u8))
            return "a tar archive: unpack it, and name the .onnx file in it";
        return null;
    }

    /// <summary>Text is no model.</summary>
    private static string? Written(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        string head = Encoding.UTF8.GetString(text[..Math.Min(text.Length, 64)]);
        if (head.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return "a web page, not the file itself: download the raw file";
        if (head.StartsWith('<'))
            return "a text in XML, as OpenVINO writes models: name the .onnx file";
        if (head.StartsWith('{') || head.StartsWith('['))
            return "a text in JSON: name the .onnx file";
        // A model begins with numbers of fields, which are control characters to a text.
        return text.Length > 0 && text.IndexOfAnyInRange((byte)0, (byte)8) < 0 && text.IndexOfAnyInRange((byte)14, (byte)31) < 0
            ? "a text: name the .onnx file"
            : null;
    }

    private static string? ByName(string name)
    {
        string file = Path.GetFileName(name);
        if (file.Equals("saved_model.pb", StringComparison.OrdinalIgnoreCase))
            return "a TensorFlow model: convert it with tf2onnx";
        return Path.GetExtension(file) switch
        {
            ".mlmodel" => "a Core ML model: name the .onnx file",
            ".caffemodel" => "a Caffe model: convert it to ONNX first",
            ".pdmodel" or ".pdiparams" => "a PaddlePaddle model: convert it with paddle2onnx",
            _ => null,
        };
    }

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
