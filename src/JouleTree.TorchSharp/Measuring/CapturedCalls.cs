using System.Runtime.CompilerServices;
using JouleTree.TorchSharp.Hooks;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>What each module is given in one pass, kept so that it can be called with it again, alone.</summary>
internal sealed class CapturedCalls : IModuleListener, IDisposable
{
    // Longer ones are nested in their eighth member.
    private const int LongestTuple = 7;

    private readonly List<torch.Tensor> _kept = [];
    private readonly List<(torch.nn.Module Module, object?[] Inputs)> _calls = [];

    /// <summary>Modules with what they were given, in the order of the calls.</summary>
    public IReadOnlyList<(torch.nn.Module Module, object?[] Inputs)> Calls => _calls;

    /// <inheritdoc/>
    public void Enter(torch.nn.Module module, object?[] inputs) => _calls.Add((module, [.. inputs.Select(Keep)]));

    /// <inheritdoc/>
    public void Leave(torch.nn.Module module, object? result)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor tensor in _kept)
            tensor.Dispose();
    }

    private object? Keep(object? input) => input switch
    {
        torch.Tensor { IsInvalid: false } tensor => Kept(tensor),
        torch.Tensor[] tensors => Array.ConvertAll(tensors, Kept),
        List<torch.Tensor> tensors => tensors.ConvertAll(Kept),
        ITuple { Length: > 0 and <= LongestTuple } tuple =>
            Activator.CreateInstance(tuple.GetType(), [.. Enumerable.Range(0, tuple.Length).Select(index => Keep(tuple[index]))]),
        _ => input,
    };

    // The pass may dispose of what it made; the numbers stay as long as somebody has them.
    private torch.Tensor Kept(torch.Tensor tensor)
    {
        torch.Tensor kept = tensor.detach().DetachFromDisposeScope();
        _kept.Add(kept);
        return kept;
    }
}
