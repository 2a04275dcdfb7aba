namespace JouleTree.Measurement.Engine;

/// <summary>What executes the operators.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA card, where the library was built for it; operators without a kernel there run on the processor.</summary>
    Cuda,
}
