using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using JouleTree.BenchmarkDotNet;

namespace JouleTree.Strangers;

/// <summary>The benchmarks that the documentation of JouleTree.BenchmarkDotNet shows.</summary>
public static class Benchmarking
{
    [EnergyDiagnoser]
    public class Sums
    {
        private readonly double[] _values = new double[10_000];

        [Benchmark]
        public double Loop() => _values.Sum();
    }

    public static void Run()
    {
        IConfig config = DefaultConfig.Instance.AddDiagnoser(new EnergyDiagnoser());
        BenchmarkRunner.Run<Sums>(config);
    }
}
