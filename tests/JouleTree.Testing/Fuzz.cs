using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using JouleTree.Core.Errors;
using Shouldly;

namespace JouleTree.Testing;

/// <summary>
/// Damaged input ends in success or in a clear error, within time and memory, never in another exception. The seeds are
/// fixed: a failure names the case that repeats it.
/// </summary>
public static class Fuzz
{
    private const int Cases = 50_000;
    private const long MaxBytes = 64 << 20;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs a reader on damaged inputs, and fails where one ends in another exception, takes long or takes much memory.</summary>
    /// <param name="valid">Inputs that the reader takes; they are damaged by turns.</param>
    /// <param name="read">Reads an input; an <see cref="InputException"/> is a good end.</param>
    public static void Run(byte[][] valid, Action<byte[]> read)
    {
        JsonNode?[] nodes = [.. valid.Select(bytes => TryParse(bytes))];
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            Mutator mutator = new(seed);
            int which = seed % valid.Length;
            byte[] bytes = seed % 2 == 0 || nodes[which] is null ? mutator.Bytes(valid[which]) : mutator.Structure(nodes[which]!);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            try
            {
                read(bytes);
            }
            catch (InputException error)
            {
                refused++;
                error.Message.ShouldNotBeNullOrWhiteSpace();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"case {seed}: {error.GetType().Name}: {error.Message}\n{Encoding.UTF8.GetString(bytes)}", error);
            }

            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(MaxBytes, $"case {seed}");
            Slowness.OfRun(started, MaxTime, () => read(bytes)).ShouldBeLessThan(MaxTime, $"case {seed}");
        }

        // A mutator that damages nothing, or a reader that refuses everything, would test nothing.
        refused.ShouldBeInRange(Cases / 20, Cases - (Cases / 200));
    }

    private static JsonNode? TryParse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
