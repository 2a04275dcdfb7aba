using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Serving;

namespace JouleTree.Bridges;

/// <summary>A measured deployment with the kernels of its step.</summary>
internal sealed class BridgeRow
{
    /// <summary>Joins both.</summary>
    /// <param name="measured">What was measured.</param>
    /// <param name="network">What was served.</param>
    /// <param name="kernels">The kernels of one of its GPUs.</param>
    public BridgeRow(ServingMeasurement measured, ServedNetwork network, StepKernels kernels)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(network);
        (Measured, Kernels) = (measured, kernels);
        ServingStep step = ServingStep.Of(network, measured.Deployment);
        Quantities = [.. BridgeTerm.All.Select(term => term.Of(step, network.Types))];
        Types = network.Types;
        HasExperts = network.Experts is not null;
    }

    /// <summary>What was measured.</summary>
    public ServingMeasurement Measured { get; }

    /// <summary>The kernels of one of its GPUs.</summary>
    public StepKernels Kernels { get; }

    /// <summary>Types of its weights.</summary>
    public string Types { get; }

    /// <summary>It is a mixture of experts.</summary>
    public bool HasExperts { get; }

    /// <summary>Quantities of its mean step by <see cref="BridgeTerm.All"/>, of all GPUs.</summary>
    public double[] Quantities { get; }

    /// <summary>GPUs.</summary>
    public int Gpus => Measured.Deployment.Gpus;

    /// <summary>Measured seconds of a step in the mean.</summary>
    public double Seconds => Measured.Deployment.Requests / Measured.TokensPerSecond;

    /// <summary>Measured joules of a step, of all GPUs.</summary>
    public double Joules => Measured.JoulesPerToken * Measured.Deployment.Requests;

    /// <summary>Measured seconds beside the kernels, below 0 where the kernels are told too slow.</summary>
    public double MissingSeconds => Seconds - Kernels.Mean.Seconds.All;
}
