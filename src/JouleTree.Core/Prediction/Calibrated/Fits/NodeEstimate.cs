namespace JouleTree.Core.Prediction.Calibrated.Fits;

/// <summary>An estimated node, taken apart; the parts sum to <see cref="Joules"/>. Parts that do not apply are 0.</summary>
internal readonly record struct NodeEstimate
{
    /// <summary>Energy per forward pass.</summary>
    public double Joules { get; init; }

    /// <summary>Joules of the children, as estimated.</summary>
    public double ChildrenJoules { get; init; }

    /// <summary>Joules of the node's own calls.</summary>
    public double CallJoules { get; init; }

    /// <summary>Joules of its own arithmetic.</summary>
    public double FlopsJoules { get; init; }

    /// <summary>Joules of its own memory traffic.</summary>
    public double BytesJoules { get; init; }

    /// <summary>Joules of the GPU, from its own meter times the learned factor.</summary>
    public double GpuJoules { get; init; }

    /// <summary>Joules of the rest of the machine: learned watts times measured time.</summary>
    public double RestJoules { get; init; }

    /// <summary>Joules by which learned factors and bounds change the sum of the other parts.</summary>
    public double CorrectionJoules { get; init; }

    /// <summary>Relative standard deviation that is to be expected, before calibration.</summary>
    public double Difficulty { get; init; }

    /// <summary>Octaves by which the node lies outside the training range; 0 within it.</summary>
    public double OctavesOutside { get; init; }

    /// <summary>True where the primitive's type was never trained on.</summary>
    public bool IsUnknownType { get; init; }
}
