using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Measurement;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.TorchSharp.Measuring;
using TorchSharp;

namespace JouleTree.TorchSharp;

/// <summary>
/// Time and energy of a live TorchSharp model, module by module. Hooks are there from <see cref="Start"/> to <see cref="Stop"/> or
/// <see cref="Dispose"/>; what the program runs meanwhile is what is measured. <see cref="Measure"/> runs a pass itself, as often as it
/// takes to know what each module costs (docs/torchsharp.md). Not for several threads at once.
/// </summary>
/// <example>
/// <code>
/// using ModuleProfile profile = ModuleProfile.Start(model);
/// for (int run = 0; run &lt; 20; run++)
///     model.call(input).Dispose();
/// foreach (TreeNode module in profile.Stop().Root.SelfAndDescendants())
///     Console.WriteLine($"{module.Scope}: {module.Seconds} s, {module.Details?.Energy?.Joules} J");
/// </code>
/// </example>
public sealed class ModuleProfile : IDisposable
{
    private readonly ModuleProfileOptions _options;
    private readonly IEnergyMeter _meter;
    private readonly LiveProfile _live;
    private bool _isStopped;

    private ModuleProfile(torch.nn.Module model, ModuleProfileOptions options)
    {
        _options = options;
        MeterChoice choice = MeterCatalog.OfThisMachine(options.MeterOptions).Open(options.Meter, options.MeterOptions);
        _meter = choice.Meter;
        try
        {
            _live = new LiveProfile(model, options.ToSettings(), _meter, Machine.OfThisProcess);
        }
        catch
        {
            _meter.Dispose();
            throw;
        }
    }

    /// <summary>What meters the energy: its name, whether it measures or models, how finely.</summary>
    public MeterDescription Meter => _meter.Description;

    /// <summary>
    /// Begins: hooks on every module. The first pass is counted, and its times left out where others follow. Call the model with
    /// <c>call</c>: <c>forward</c> passes the hooks of the model itself by, so that the whole is then what its modules take.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">
    /// How; null for the defaults. How often a pass is run is the program's: rounds and budget mean nothing here.
    /// </param>
    /// <exception cref="InputException">The model lies on several devices, or there is no meter of that name.</exception>
    /// <exception cref="MeterUnavailableException">The meter named is not available.</exception>
    public static ModuleProfile Start(torch.nn.Module model, ModuleProfileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModuleProfile(model, options ?? new ModuleProfileOptions());
    }

    /// <summary>Ends: hooks are taken away.</summary>
    /// <returns>
    /// The counted tree with seconds and joules of a pass, medians over the passes that ended: of each module what it took within them,
    /// without what hooks took, so that children and what is between them sum to it. Joules are the pass's, shared out by time.
    /// </returns>
    /// <exception cref="InputException">No pass ended.</exception>
    /// <exception cref="InvalidOperationException">It was stopped before.</exception>
    public ModelTree Stop()
    {
        if (_isStopped)
            throw new InvalidOperationException($"{nameof(Stop)} was called before: start another profile");
        _isStopped = true;
        return _live.Stop(_options.ToSettings());
    }

    /// <summary>Measures a pass of a model by running it again and again: warm-up, idle power, interleaved rounds, intervals.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pass">Calls it once, and disposes of what it makes; what it throws goes through, and no hook is left behind.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <returns>The trees, and what the whole pass costs.</returns>
    /// <exception cref="InputException">
    /// The pass calls nothing of the model, the model lies on several devices, or there is no meter of that name.
    /// </exception>
    /// <exception cref="MeterUnavailableException">The meter named is not available.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static MeasuredModel Measure(
        torch.nn.Module model, Action pass, ModuleProfileOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pass);
        options ??= new ModuleProfileOptions();
        using IEnergyMeter meter = MeterCatalog.OfThisMachine(options.MeterOptions).Open(options.Meter, options.MeterOptions).Meter;
        return new MeasuredModel(new RepeatedProfile(meter, Machine.OfThisProcess).Run(model, pass, options.ToSettings(), cancellation));
    }

    /// <summary>Takes hooks away, and closes the meter.</summary>
    public void Dispose()
    {
        _live.Dispose();
        _meter.Dispose();
    }
}
