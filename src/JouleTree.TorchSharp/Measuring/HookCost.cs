using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Hooks;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>What hooks cost by themselves, found by calling a module that does nothing with and without them.</summary>
/// <param name="Outside">Seconds that a hooked call takes longer for who calls it.</param>
/// <param name="Inside">Seconds of them that lie within what is timed of the call itself.</param>
internal sealed record HookCost(double Outside, double Inside)
{
    private const int Rounds = 15;
    private const int Calls = 200;

    /// <summary>Measures it.</summary>
    /// <param name="clock">Clock.</param>
    public static HookCost Measure(TimeProvider clock)
    {
        using torch.nn.Module<torch.Tensor, torch.Tensor> nothing = torch.nn.Identity();
        using torch.Tensor input = torch.zeros(1);
        PassClock times = new([nothing], [0], null, clock, new ModelDevice("cpu", IsCuda: false));
        List<double> plain = [];
        List<double> hooked = [];
        for (int round = 0; round < Rounds; round++)
        {
            plain.Add(Time());
            using ModuleHooks hooks = ModuleHooks.Attach([nothing], times);
            hooked.Add(Time());
        }

        double bare = MedianEstimate.Of(plain).Median;
        double outside = Math.Max(0, MedianEstimate.Of(hooked).Median - bare);
        double inside = MedianEstimate.Of(times.Passes.Select(pass => pass[0])).Median - bare;
        return new HookCost(outside, Math.Clamp(inside, 0, outside));

        double Time()
        {
            long start = clock.GetTimestamp();
            for (int call = 0; call < Calls; call++)
                nothing.call(input).Dispose();
            return clock.GetElapsedTime(start).TotalSeconds / Calls;
        }
    }

    /// <summary>
    /// Seconds of the calls of a pass without what hooks took, of the hooks of calls within them too. Hooks of this pass may have been
    /// quicker than those that were measured: a call takes no less than the calls within it.
    /// </summary>
    /// <param name="seconds">Seconds of each call, in order.</param>
    /// <param name="depths">How many calls each is within.</param>
    public double[] TakenOff(double[] seconds, IReadOnlyList<int> depths)
    {
        double[] own = new double[seconds.Length];
        for (int call = seconds.Length - 1; call >= 0; call--)
        {
            int within = 0;
            double least = 0;
            for (int next = call + 1; next < seconds.Length && depths[next] > depths[call]; next++, within++)
                least += depths[next] == depths[call] + 1 ? own[next] : 0;
            own[call] = Math.Max(least, seconds[call] - Inside - (within * Outside));
        }

        return own;
    }
}
