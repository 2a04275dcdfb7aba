namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>A tensor as the header of a safetensors file tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">Its type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Its first byte, counted from behind the header.</param>
/// <param name="End">The byte behind its last.</param>
/// <param name="File">What messages call the file.</param>
internal sealed record SafetensorsEntry(string Name, NumberFormat Format, TensorShape Shape, long Start, long End, string File)
{
    /// <summary>Its bytes.</summary>
    public long Bytes => End - Start;
}
