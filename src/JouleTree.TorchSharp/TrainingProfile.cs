using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.TorchSharp.Measuring;
using TorchSharp;

namespace JouleTree.TorchSharp;

/// <summary>Time and energy of training steps: forward, backward and optimiser apart, by module (docs/torchsharp.md).</summary>
/// <example>
/// <code>
/// using torch.Tensor target = torch.zeros(8, 4);
/// TrainingWork work = new()
/// {
///     Loss = () => torch.nn.functional.mse_loss(model.call(input), target),
///     Optimizer = torch.optim.SGD(model.parameters(), 0.01),
///     Samples = 8,
/// };
/// MeasuredTraining training = TrainingProfile.Measure(model, work);
/// Console.WriteLine($"{training.Joules} J a step, {training.JoulesPerSample} J a sample");
/// </code>
/// </example>
public static class TrainingProfile
{
    /// <summary>Measures steps.</summary>
    /// <param name="model">The model; it is trained meanwhile.</param>
    /// <param name="work">What a step is; what it throws goes through, and no hook is left behind.</param>
    /// <param name="options">How; null for the defaults. Rounds are steps that are measured, at least.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="InputException">
    /// A step calls nothing of the model, the model lies on several devices, or there is no meter of that name.
    /// </exception>
    /// <exception cref="MeterUnavailableException">The meter named is not available.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MeasuredTraining Measure(
        torch.nn.Module model, TrainingWork work, ModuleProfileOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(work);
        options ??= new ModuleProfileOptions();
        using IEnergyMeter meter = MeterCatalog.OfThisMachine(options.MeterOptions).Open(options.Meter, options.MeterOptions).Meter;
        TrainingSteps steps = new(meter, Machine.OfThisProcess, model, work.Loss, work.Optimizer);
        (ModelTree tree, IReadOnlyList<string> remarks) = steps.Run(options.ToSettings(), cancellation);
        return new MeasuredTraining(tree, work.Samples, remarks);
    }
}
