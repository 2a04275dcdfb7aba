namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Where a tensor's values are in a file.</summary>
/// <param name="Location">Path of the file, relative to the folder of the .onnx file.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record OnnxDataPlace(string Location, long Offset, long Length);
