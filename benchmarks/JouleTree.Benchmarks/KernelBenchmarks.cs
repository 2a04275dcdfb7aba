using System.Resources;
using BenchmarkDotNet.Attributes;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Kernels;

namespace JouleTree.Benchmarks;

/// <summary>Single kernels on GPUs: a profile is read, a kernel told, the distinct kernels of a large model's decode step.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const string Name = "h200-vllm-0.22";

    private readonly byte[] _text = Text($"kernels/{Name}.json");
    private readonly KernelProfile _profile = ShippedKernelProfiles.Find(Name)!;
    private readonly KernelShape _product = new GemmShape(M: 64, N: 8192, K: 4096);
    private readonly KernelShape _decode = new AttentionShape(
        Requests: 16, Tokens: 1, Kept: 2000, Heads: 32, KeyValueHeads: 8, HeadWidth: 128, Window: 0);

    private readonly IReadOnlyList<KernelCall> _step = KernelSchedule.Of(ModelZoo.Find("meta-llama/Llama-3.1-70B").Build(new Workload
    {
        BatchSize = 64,
        SequenceLength = 1,
        Phase = GenerationPhase.Decode,
        PastLength = 2048,
        FloatType = DataType.BFloat16,
    }));

    [Benchmark]
    public object LoadProfile() => KernelProfileFile.Parse(_text, Name);

    [Benchmark]
    public double Product() => _profile.Estimate(_product, KernelTypes.BFloat16).Joules;

    [Benchmark]
    public double DecodeAttention() => _profile.Estimate(_decode, KernelTypes.BFloat16).Joules;

    [Benchmark]
    public double DecodeStepOfSeventyBillion() => KernelCosts.Of(_step, _profile).Joules;

    private static byte[] Text(string resource)
    {
        using Stream stream = typeof(KernelProfile).Assembly.GetManifestResourceStream(resource)
            ?? throw new MissingManifestResourceException(resource);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
