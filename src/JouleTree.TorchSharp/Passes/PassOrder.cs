using TorchSharp;

namespace JouleTree.TorchSharp.Passes;

/// <summary>The calls of a recorded pass in their order.</summary>
internal sealed class PassOrder
{
    private readonly List<ModuleCall> _calls = [];
    private readonly List<int> _depths = [];

    /// <summary>Lists the calls of a pass.</summary>
    /// <param name="roots">What was called from outside.</param>
    public PassOrder(IEnumerable<ModuleCall> roots)
    {
        foreach (ModuleCall root in roots)
            Add(root, 0);
        Modules = [.. _calls.Select(call => call.Module)];
    }

    /// <summary>The calls.</summary>
    public IReadOnlyList<ModuleCall> Calls => _calls;

    /// <summary>How many calls each is within.</summary>
    public IReadOnlyList<int> Depths => _depths;

    /// <summary>The modules that are called.</summary>
    public IReadOnlyList<torch.nn.Module> Modules { get; }

    /// <summary>Seconds of the pass: of the calls from outside.</summary>
    /// <param name="seconds">Seconds of each call.</param>
    public double Whole(double[] seconds)
    {
        double sum = 0;
        for (int call = 0; call < seconds.Length; call++)
            sum += _depths[call] == 0 ? seconds[call] : 0;
        return sum;
    }

    private void Add(ModuleCall call, int depth)
    {
        _calls.Add(call);
        _depths.Add(depth);
        foreach (ModuleCall inner in call.Parts.OfType<ModuleCall>())
            Add(inner, depth + 1);
    }
}
