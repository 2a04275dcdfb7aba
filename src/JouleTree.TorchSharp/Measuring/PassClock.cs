using JouleTree.Metering.Meters;
using JouleTree.TorchSharp.Hooks;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>
/// Times the calls of a pass again and again. The order of calls is known from a pass before; a pass that has another, or does not
/// end, is left out.
/// </summary>
/// <param name="order">Modules in the order of their calls.</param>
/// <param name="depths">How many calls each is within.</param>
/// <param name="meter">Read around each pass; null for none.</param>
/// <param name="clock">Clock.</param>
/// <param name="device">Where the model runs.</param>
internal sealed class PassClock(
    IReadOnlyList<torch.nn.Module> order, IReadOnlyList<int> depths, IEnergyMeter? meter, TimeProvider clock, ModelDevice device)
    : IModuleListener
{
    private readonly Stack<(int Call, long Start)> _open = new();
    private double[] _current = new double[order.Count];
    private MeterMark _begin;
    private int _next;
    private bool _isOff;

    /// <summary>Seconds of each call in each pass that ended.</summary>
    public List<double[]> Passes { get; } = [];

    /// <summary>Readings of the meter around each of them.</summary>
    public List<(MeterMark Start, MeterMark Stop)> Marks { get; } = [];

    /// <summary>Passes that called other modules, or in another order.</summary>
    public int Changed { get; private set; }

    /// <summary>Passes that began and did not end: something in them threw.</summary>
    public int Broken { get; private set; }

    /// <inheritdoc/>
    public void Enter(torch.nn.Module module, object?[] inputs)
    {
        // What is called first begins a pass, wherever the last one got to.
        if (ReferenceEquals(module, order[0]) && !(_next < order.Count && _next > 0 && ReferenceEquals(order[_next], module) && !_isOff))
            Begin();
        if (_isOff)
            return;
        if (_next >= order.Count || !ReferenceEquals(order[_next], module) || depths[_next] != _open.Count)
        {
            _isOff = true;
            Changed++;
            return;
        }

        device.Synchronize();
        _open.Push((_next++, clock.GetTimestamp()));
    }

    /// <inheritdoc/>
    public void Leave(torch.nn.Module module, object? result)
    {
        if (_isOff || !_open.TryPop(out (int Call, long Start) call))
            return;
        device.Synchronize();
        _current[call.Call] = clock.GetElapsedTime(call.Start).TotalSeconds;
        if (!ReferenceEquals(order[call.Call], module))
            (_isOff, Changed) = (true, Changed + 1);
        else if (_open.Count == 0 && _next == order.Count)
            End();
    }

    private void Begin()
    {
        if (_next > 0 && !_isOff)
            Broken++;
        _open.Clear();
        (_next, _isOff) = (0, false);
        device.Synchronize();
        if (meter is not null)
            _begin = meter.Mark();
    }

    private void End()
    {
        if (meter is not null)
            Marks.Add((_begin, meter.Mark()));
        Passes.Add(_current);
        (_current, _next) = (new double[order.Count], 0);
    }
}
