using JouleTree.Core.Errors;

namespace JouleTree.Fuzzing;

/// <summary>A reader of files to be fuzzed.</summary>
/// <param name="Name">Name, of the target and of its folder of inputs.</param>
/// <param name="Read">Reads a file; an <see cref="InputException"/> is a good end, every other exception a defect.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Read)
{
    /// <summary>Most bytes that reading a file may take from the heap, in all.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its content.</param>
    /// <returns>Why it was refused; null where it was read.</returns>
    /// <exception cref="InvalidOperationException">It took more than <see cref="MaxBytes"/>, or the refusal says nothing.</exception>
    public InputException? Run(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        InputException? refusal = null;
        try
        {
            Read(file);
        }
        catch (InputException error)
        {
            refusal = error;
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        if (taken > MaxBytes)
            throw new InvalidOperationException($"{file.Length} bytes took {taken >> 20} MiB, expected at most {MaxBytes >> 20}");
        return refusal is null || !string.IsNullOrWhiteSpace(refusal.Message)
            ? refusal
            : throw new InvalidOperationException("the refusal has no message", refusal);
    }
}
