using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>
/// Tells for which module each node of autograd works: libtorch numbers functions as it makes their nodes, and tells the number again
/// when the node runs.
/// </summary>
/// <param name="order">The calls of a pass.</param>
/// <param name="clock">Clock.</param>
internal sealed class BackwardTimes(PassOrder order, TimeProvider clock) : IModuleListener, IDispatchListener
{
    private const string Functions = "aten::";
    private const string Engine = "autograd::engine";
    private const string Node = "Backward";

    private readonly Dictionary<long, int> _callOf = [];
    private readonly Stack<int> _open = new();
    private readonly double[] _seconds = new double[order.Calls.Count];
    private int _next;
    private int _depth;
    private (int Depth, int Call, long Start)? _node;

    /// <summary>Seconds of the nodes that work for each call itself, not for those within it.</summary>
    public IReadOnlyList<double> Seconds => _seconds;

    /// <summary>Nodes whose functions no module called, such as the loss.</summary>
    public double OutsideSeconds { get; private set; }

    /// <inheritdoc/>
    public void Enter(torch.nn.Module module, object?[] inputs)
    {
        _open.Push(_next < order.Modules.Count && ReferenceEquals(order.Modules[_next], module) ? _next : -1);
        _next++;
    }

    /// <inheritdoc/>
    public void Leave(torch.nn.Module module, object? result) => _open.TryPop(out _);

    /// <inheritdoc/>
    public bool WantsValues(string name) => false;

    /// <inheritdoc/>
    public void Begin(string name, long sequence, IReadOnlyList<TorchValue?> inputs)
    {
        _depth++;
        if (name.StartsWith(Functions, StringComparison.Ordinal))
        {
            // The last one before the node is made is what it is of.
            if (_node is null && sequence >= 0)
                _callOf[sequence] = _open.TryPeek(out int call) ? call : -1;
        }
        else if (_node is null && sequence >= 0 && !name.StartsWith(Engine, StringComparison.Ordinal)
            && name.Contains(Node, StringComparison.Ordinal))
        {
            _node = (_depth, _callOf.GetValueOrDefault(sequence, -1), clock.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public void End(string name, IReadOnlyList<TorchValue?> outputs)
    {
        if (_node is { } node && node.Depth == _depth)
        {
            double seconds = clock.GetElapsedTime(node.Start).TotalSeconds;
            if (node.Call >= 0)
                _seconds[node.Call] += seconds;
            else
                OutsideSeconds += seconds;
            _node = null;
        }

        _depth--;
    }

    /// <summary>Seconds of each call with those of the calls within it.</summary>
    public double[] Inclusive()
    {
        double[] sums = [.. _seconds];
        for (int call = sums.Length - 1; call >= 0; call--)
        {
            for (int inner = call + 1; inner < sums.Length && order.Depths[inner] > order.Depths[call]; inner++)
                sums[call] += _seconds[inner];
        }

        return sums;
    }
}
