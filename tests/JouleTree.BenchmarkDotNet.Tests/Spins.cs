using BenchmarkDotNet.Attributes;

namespace JouleTree.BenchmarkDotNet.Tests;

/// <summary>Benchmarks that keep a core busy for as long as they are told.</summary>
public class Spins
{
    [Params(200, 2000)]
    public int Turns { get; set; }

    [Benchmark]
    public double Once() => Spin(Turns);

    [Benchmark(OperationsPerInvoke = 10)]
    public double Tenfold() => Spin(10 * Turns);

    private static double Spin(int turns)
    {
        double sum = 0;
        for (int turn = 1; turn <= turns; turn++)
            sum += 1.0 / turn;
        return sum;
    }
}
