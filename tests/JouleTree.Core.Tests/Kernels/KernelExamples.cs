using JouleTree.Core.Errors;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Fitting;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Tests.Kernels;

/// <summary>A made-up card and products on it whose times and watts follow simple laws.</summary>
internal static class KernelExamples
{
    /// <summary>A card of round numbers.</summary>
    public static KernelGpu Gpu { get; } = new("Card", 100, 50e6, 4e12, 1e15, 700);

    /// <summary>Products of every m on a grid of widths: a launch, and arithmetic or memory, whichever is longer.</summary>
    public static IReadOnlyList<KernelMeasurement> Products { get; } =
    [
        .. from n in new[] { 512, 1024, 2048, 3072, 4096, 8192 }
           from k in new[] { 512, 1024, 2048, 4096, 8192 }
           from m in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096 }
           select Measured(new GemmShape(m, n, k)),
    ];

    /// <summary>A profile of them.</summary>
    public static KernelProfile Profile { get; } = KernelProfileMaker.Make("card-1", Gpu, KernelCampaign.Vllm, Products);

    /// <summary>A product with its made-up time and watts.</summary>
    /// <param name="shape">Its shape.</param>
    public static KernelMeasurement Measured(GemmShape shape)
    {
        double flops = 2.0 * shape.M * shape.N * shape.K;
        double bytes = 2.0 * ((shape.M * (double)shape.K) + ((double)shape.N * shape.K) + (shape.M * (double)shape.N));
        double seconds = 3e-6 + Math.Max(flops / 0.7e15, bytes / 3.4e12);
        return new KernelMeasurement
        {
            Place = new InputPlace("made-up.csv"),
            Gpu = "Card",
            Software = "1",
            Types = KernelTypes.BFloat16,
            Shape = shape,
            Seconds = seconds,
            Watts = 120 + (500 * (1 - Math.Exp(-2 * flops / seconds / 1e15))),
            LimitWatts = 700,
        };
    }
}
