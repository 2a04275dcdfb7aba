using System.Diagnostics;
using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>
/// Damaged ONNX files end in a graph or in a clear error, within time and memory. Seeds are fixed: a failure names its case.
/// The environment variable JOULETREE_FUZZ sets the number of cases.
/// </summary>
public sealed class OnnxFuzzTests
{
    private const int DefaultCases = 4_000;
    private const long MaxBytes = 128 << 20;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    [Fact]
    public void Read_DamagedFile_EndsInSuccessOrAClearError()
    {
        int cases = int.TryParse(Environment.GetEnvironmentVariable("JOULETREE_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture,
            out int given) ? given : DefaultCases;
        byte[][] files = [.. Files()];
        int refused = 0;
        for (int seed = 0; seed < cases; seed++)
        {
            byte[] bytes = new Mutator(seed).Bytes(files[seed % files.Length]);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            try
            {
                Read(bytes);
            }
            catch (InputException error)
            {
                refused++;
                error.Message.ShouldNotBeNullOrWhiteSpace();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"case {seed}: {error}", error);
            }

            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(MaxBytes, $"case {seed}");
            Slowness.OfRun(started, MaxTime, () => Read(bytes)).ShouldBeLessThan(MaxTime, $"case {seed}");
        }

        refused.ShouldBeInRange(cases / 20, cases - (cases / 200));
    }

    private static void Read(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        GraphView.Full(OnnxGraphReader.Read(OnnxReader.Read(stream, "fuzz.onnx"), "fuzz", new Workload()));
    }

    /// <summary>
    /// Real files where they are, without their weights, and models with graphs inside nodes, functions and quantised operators.
    /// </summary>
    private static IEnumerable<byte[]> Files()
    {
        yield return OnnxWriter.ToBytes(OnnxExport.Of(ModelZoo.Find("google/bert_uncased_L-2_H-128_A-2").Build()).Model);
        yield return OnnxWriter.ToBytes(OnnxExport.Of(ModelZoo.Find("squeezenet1_1").Build()).Model);
        yield return OnnxWriter.ToBytes(TestModels.ControlFlow());
        yield return OnnxWriter.ToBytes(TestModels.Quantized());
        if (SharedData.Folder is null)
            yield break;
        OnnxModel encoder = OnnxReader.Read(SharedData.PathOf("onnx", "myenc.onnx"));
        yield return OnnxWriter.ToBytes(encoder);
    }
}
