using JouleTree.Core.Serving.Measurements;

namespace JouleTree.Core.Serving.Fitting;

/// <summary>A measured deployment of a known network, as quantities and what they cost.</summary>
internal sealed class ServingRow
{
    /// <summary>Takes the quantities.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="network">What was served.</param>
    /// <param name="sharedMemoryBytes">Bytes of a GPU's memory, where prompts that repeat are kept once; null where they are not.</param>
    public ServingRow(ServingMeasurement measurement, ServedNetwork network, double? sharedMemoryBytes = null)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        ArgumentNullException.ThrowIfNull(network);
        (Measurement, Network) = (measurement, network);
        Joules = measurement.JoulesPerToken * measurement.Deployment.Requests;
        GpuSeconds = measurement.Deployment.Requests / measurement.TokensPerSecond * measurement.Deployment.Gpus;
        Quantities = Timed(ServingStep.Of(network, measurement.Deployment));
        Asked = Timed(ServingStep.Of(network, sharedMemoryBytes is { } bytes
            ? ServingMemory.Fitted(network, measurement.Asked, bytes)
            : measurement.Asked));
        BetweenTokens = Timed(ServingStep.WithoutPrompts(network, measurement.Deployment));
    }

    /// <summary>What was measured.</summary>
    public ServingMeasurement Measurement { get; }

    /// <summary>What was served.</summary>
    public ServedNetwork Network { get; }

    /// <summary>Name of its GPU.</summary>
    public string Gpu => Measurement.Gpu;

    /// <summary>Quantities of its mean step by <see cref="ServingTerms.All"/>, and last its measured seconds times its GPUs.</summary>
    public double[] Quantities { get; }

    /// <summary>The same of what a stranger would ask for.</summary>
    public double[] Asked { get; }

    /// <summary>The same of a step in which no request begins.</summary>
    public double[] BetweenTokens { get; }

    /// <summary>Joules of a step.</summary>
    public double Joules { get; }

    /// <summary>Seconds of a step, of all GPUs.</summary>
    public double GpuSeconds { get; }

    private double[] Timed(ServingStep step)
    {
        double[] quantities = new double[ServingTerms.All.Count + 1];
        ServingTerms.Fill(step, quantities.AsSpan(0, ServingTerms.All.Count));
        quantities[^1] = GpuSeconds;
        return quantities;
    }
}
