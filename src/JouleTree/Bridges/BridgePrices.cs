namespace JouleTree.Bridges;

/// <summary>What leads from kernels to deployments on one GPU. Immutable.</summary>
/// <param name="Seconds">Seconds of a GPU by the unit of each of <see cref="BridgeTerm.All"/>.</param>
/// <param name="PowerScale">Joules of deployed kernels by those of kernels that are repeated alone.</param>
/// <param name="WaitingWatts">Watts of a GPU in the seconds that are no kernel's.</param>
internal sealed record BridgePrices(double[] Seconds, double PowerScale, double WaitingWatts)
{
    /// <summary>Seconds of the missing part of a step, by what it is, in the order of <see cref="MissingPart"/>.</summary>
    /// <param name="row">A deployment.</param>
    public double[] Missing(BridgeRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        double[] parts = new double[Enum.GetValues<MissingPart>().Length];
        for (int index = 0; index < Seconds.Length; index++)
            parts[(int)BridgeTerm.All[index].Missing] += Seconds[index] * row.Quantities[index] / row.Gpus;
        return parts;
    }

    /// <summary>Joules of a step of all GPUs.</summary>
    /// <param name="row">A deployment.</param>
    /// <param name="missing">Seconds that its step takes beside the kernels.</param>
    public double Joules(BridgeRow row, double missing)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Gpus * ((PowerScale * row.Kernels.Mean.Joules.All) + (WaitingWatts * Math.Max(0, missing)));
    }
}
