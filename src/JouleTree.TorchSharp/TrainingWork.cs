using TorchSharp;

namespace JouleTree.TorchSharp;

/// <summary>One step of training: a loss, its gradients, and what an optimiser makes of them.</summary>
public sealed record TrainingWork
{
    /// <summary>Calls the model once, and gives the loss, a scalar that gradients lead back from. Its phase is called forward.</summary>
    public required Func<torch.Tensor> Loss { get; init; }

    /// <summary>The optimiser of the model's parameters; it changes them at every step that is measured.</summary>
    public required torch.optim.Optimizer Optimizer { get; init; }

    /// <summary>Samples of a step, at least 1: what joules per sample are of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public required int Samples
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Samples));
            field = value;
        }
    }
}
