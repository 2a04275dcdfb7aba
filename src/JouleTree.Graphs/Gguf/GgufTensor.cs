namespace JouleTree.Graphs.Gguf;

/// <summary>A tensor of a GGUF file as its table tells it.</summary>
/// <param name="Name">Its name, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Shape">Its shape, rows before columns: the other way round than in the file.</param>
/// <param name="Type">Its type.</param>
/// <param name="Offset">First byte, counted from where tensors begin.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="File">The file that holds it.</param>
internal sealed record GgufTensor(string Name, TensorShape Shape, GgufType Type, long Offset, long Bytes, string File);
