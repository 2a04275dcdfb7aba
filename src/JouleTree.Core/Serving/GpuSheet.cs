namespace JouleTree.Core.Serving;

/// <summary>What a GPU's data sheet says.</summary>
/// <param name="Name">Its name, such as <c>NVIDIA H100 80GB</c>.</param>
/// <param name="MemoryBytes">Bytes of its memory.</param>
/// <param name="BytesPerSecond">Bytes that its memory reads in a second.</param>
/// <param name="FlopsPerSecond">Floating-point operations in a second of dense bfloat16 products.</param>
/// <param name="PowerLimitWatts">Watts that it may draw.</param>
public sealed record GpuSheet(string Name, double MemoryBytes, double BytesPerSecond, double FlopsPerSecond, double PowerLimitWatts);
