using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Hooks on a model that a program runs: the first pass is recorded, those behind it are timed.</summary>
internal sealed class LiveProfile : IModuleListener, IDisposable
{
    private readonly IEnergyMeter _meter;
    private readonly Machine _machine;
    private readonly NamedModules _modules;
    private readonly ModelWeights _weights;
    private readonly ModelDevice _device;
    private readonly HookCost _cost;
    private readonly ModuleHooks _hooks;
    private PassRecorder _recorder;
    private DispatchObserver? _observer;
    private readonly PassFacts _facts;
    private CountedPass? _pass;
    private PassOrder? _order;
    private PassClock? _clock;
    private int _depth;
    private int _broken;
    private long _began;
    private MeterMark _mark;
    private (MeterMark Start, MeterMark Stop, double Seconds)? _first;

    /// <summary>Hooks a model.</summary>
    public LiveProfile(torch.nn.Module model, ProfileSettings settings, IEnergyMeter meter, Machine machine)
    {
        (_meter, _machine, _modules, _facts) = (meter, machine, new NamedModules(model), settings.Pass);
        _device = ModelDevice.Of(model);
        _weights = new ModelWeights(_modules);
        _cost = HookCost.Measure(machine.Clock);
        _recorder = new PassRecorder(_modules);
        _hooks = ModuleHooks.Attach(_modules.Distinct, this);
    }

    /// <inheritdoc/>
    public void Enter(torch.nn.Module module, object?[] inputs)
    {
        if (_clock is null && _depth == 0 && _recorder.Roots.Count > 0 && ReferenceEquals(_recorder.Roots[0].Module, module))
            EndFirst();
        if (_clock is not null)
        {
            _clock.Enter(module, inputs);
            return;
        }

        // The model begins again within itself: the pass before threw.
        if (_depth > 0 && ReferenceEquals(_recorder.Roots[0].Module, module) && ReferenceEquals(module, _modules.Model))
            Restart();
        if (_depth++ == 0)
            Begin();
        _recorder.Enter(module, inputs);
    }

    /// <inheritdoc/>
    public void Leave(torch.nn.Module module, object? result)
    {
        if (_clock is not null)
        {
            _clock.Leave(module, result);
            return;
        }

        _recorder.Leave(module, result);
        if (--_depth > 0)
            return;
        _observer?.Dispose();
        _observer = null;
        _device.Synchronize();
        double seconds = _machine.Clock.GetElapsedTime(_began).TotalSeconds + (_first?.Seconds ?? 0);
        _first = (_first?.Start ?? _mark, _meter.Mark(), seconds);
        if (ReferenceEquals(module, _modules.Model))
            EndFirst();
    }

    /// <summary>Takes the hooks away, and makes the tree.</summary>
    public ModelTree Stop(ProfileSettings settings)
    {
        Dispose();
        if (_clock is null && _first is not null)
            EndFirst();
        if (_clock is null || _order is null || _first is null)
            throw new InputException(new InputPlace(Node: Scope.Root.Path), _broken > 0 || _depth > 0
                ? $"no pass of the {NamedModules.ClassOf(_modules.Model)} ended: what it threw is the program's"
                : $"the {NamedModules.ClassOf(_modules.Model)} was not called: call it between Start and Stop");
        CountedPass pass = _pass!;
        (MeasurementResult measured, Dictionary<string, NodeMeasurement> nodes, List<string> remarks) = Measured(pass, _order, _clock);
        return ProfileFacts.Fill(pass.Counts, nodes, NotTimed(pass, nodes), measured, _meter.Description, _machine, _device,
            settings with { IsInPlace = true }, _order.Calls.Count, remarks).Full;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hooks.Dispose();
        _observer?.Dispose();
        _observer = null;
    }

    private (MeasurementResult, Dictionary<string, NodeMeasurement>, List<string>) Measured(
        CountedPass pass, PassOrder order, PassClock clock)
    {
        List<string> remarks = [.. pass.Remarks];
        List<double[]> passes = [.. clock.Passes.Select(seconds => _cost.TakenOff(seconds, order.Depths))];
        EnergyWindow[] windows = [.. clock.Marks.Select(mark => _meter.Between(mark.Start, mark.Stop))];
        if (passes.Count == 0)
        {
            remarks.Add("one pass alone: its times contain what counting it took; run more, and it is left out");
            windows = [_meter.Between(_first!.Value.Start, _first.Value.Stop)];
        }

        if (clock.Changed > 0)
            remarks.Add($"{clock.Changed} pass(es) are left out: they called other modules, or in another order, than the first");
        if (clock.Broken + _broken > 0)
            remarks.Add($"{clock.Broken + _broken} pass(es) are left out: they did not end");
        if (!_recorder.Roots.Any(root => root.Scope == Scope.Root))
            remarks.Add("the model itself was not called with call(...): the whole is what its modules took");
        double[] wholes = passes.Count > 0 ? [.. passes.Select(order.Whole)] : [_first!.Value.Seconds];
        EnergyOf(windows, wholes, out MedianEstimate? joules, out string? trouble);
        Dictionary<string, NodeMeasurement> nodes = PlaceTimes.Of(pass, order, passes, new NodeMeasurement
        {
            Seconds = MedianEstimate.Of(wholes),
            Joules = joules,
            EnergyTrouble = trouble,
        });
        return (new MeasurementResult { Tasks = [], Intervals = wholes.Length }, nodes, remarks);
    }

    // What the meter counted in all passes, a pass: single passes may be shorter than its steps.
    private static void EnergyOf(EnergyWindow[] windows, double[] wholes, out MedianEstimate? joules, out string? trouble)
    {
        joules = null;
        trouble = windows.FirstOrDefault(window => window.Trouble is not null)?.Trouble;
        if (trouble is not null || windows.Any(window => window.Joules is null))
        {
            trouble ??= "the meter gave no energy";
            return;
        }

        double each = windows.Sum(window => window.Joules!.Value) / windows.Length;
        if (each * windows.Length < windows[0].ResolutionJoules)
        {
            trouble = "all passes together are below the meter's resolution: run more";
            return;
        }

        MedianEstimate seconds = MedianEstimate.Of(wholes);
        joules = seconds.Median > 0 ? seconds.Scaled(each / seconds.Median) : MedianEstimate.Of([each]);
    }

    private static Dictionary<string, string> NotTimed(CountedPass pass, Dictionary<string, NodeMeasurement> nodes) =>
        pass.Full.Tree.Root.SelfAndDescendants().Where(node => !nodes.ContainsKey(node.Id)).ToDictionary(
            node => node.Id, node => pass.Full.OperatorOf(node) is { IsModule: false }
                ? "a function: its time is part of its module's"
                : "no hook tells when it begins and ends", StringComparer.Ordinal);

    private void Begin()
    {
        _observer = DispatchObserver.Begin(_recorder);
        _device.Synchronize();
        _mark = _meter.Mark();
        _began = _machine.Clock.GetTimestamp();
    }

    private void Restart()
    {
        _observer?.Dispose();
        (_observer, _depth, _recorder) = (null, 0, new PassRecorder(_modules));
        _broken++;
    }

    private void EndFirst()
    {
        // Now, since nobody knows whether the model is still there when the profile is stopped.
        _pass = CountedPass.Of(_modules, _weights, _recorder, _facts);
        _order = new PassOrder(_recorder.Roots);
        _clock = new PassClock(_order.Modules, _order.Depths, _meter, _machine.Clock, _device);
    }
}
