using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using TorchSharp;

namespace JouleTree.TorchSharp.Passes;

/// <summary>Takes down one pass of a model: which modules call which, and what libtorch does within them.</summary>
/// <param name="modules">The modules of the model.</param>
internal sealed class PassRecorder(NamedModules modules) : IModuleListener, IDispatchListener
{
    private const string Library = "aten::";

    private readonly Stack<ModuleCall> _calls = new();
    // With nothing for those that are not counted themselves, such as what a script calls itself.
    private readonly Stack<FunctionCall?> _functions = new();
    private readonly Dictionary<string, int> _entered = new(StringComparer.Ordinal);
    private readonly List<ModuleCall> _roots = [];

    /// <summary>What was called from outside: the model, mostly once.</summary>
    public IReadOnlyList<ModuleCall> Roots => _roots;

    /// <summary>Functions that were done outside of every module.</summary>
    public List<FunctionCall> Outside { get; } = [];

    /// <inheritdoc/>
    public void Enter(torch.nn.Module module, object?[] inputs)
    {
        ModuleCall? caller = _calls.TryPeek(out ModuleCall? open) ? open : null;
        // Called from outside, a part of the model stands where it is named.
        Scope named = modules.ScopesOf(module)[0];
        Scope place = named;
        if (caller is not null)
        {
            (named, string below) = modules.RelativeTo(module, caller.Named);
            place = caller.Scope.Child(below);
        }

        if (place.Level >= ModelTree.MaxDepth)
            throw new InputException(new InputPlace(Node: place.Path), $"modules call each other deeper than {ModelTree.MaxDepth}");
        ModuleCall call = new(module, Numbered(place), named)
        {
            Inputs = [.. inputs.SelectMany(ModuleCall.TensorsIn).Select(TensorFacts.Of)],
        };
        if (caller is null)
            _roots.Add(call);
        else
            caller.Parts.Add(call);
        _calls.Push(call);
    }

    /// <inheritdoc/>
    public void Leave(torch.nn.Module module, object? result)
    {
        // Calls within it that threw, and were caught by it, did not end.
        while (_calls.TryPop(out ModuleCall? call))
        {
            if (!ReferenceEquals(call.Module, module))
                continue;
            call.Outputs = [.. ModuleCall.TensorsIn(result).Select(TensorFacts.Of)];
            return;
        }
    }

    /// <inheritdoc/>
    public bool WantsValues(string name) => name.StartsWith(Library, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Begin(string name, long sequence, IReadOnlyList<TorchValue?> inputs)
    {
        if (!WantsValues(name))
        {
            _functions.Push(null);
            return;
        }

        FunctionCall call = new(name[Library.Length..], sequence, inputs);
        if (_functions.FirstOrDefault(outer => outer is not null) is { } outer)
            outer.Inner.Add(call);
        else if (_calls.TryPeek(out ModuleCall? module))
            module.Parts.Add(call);
        else
            Outside.Add(call);
        _functions.Push(call);
    }

    /// <inheritdoc/>
    public void End(string name, IReadOnlyList<TorchValue?> outputs)
    {
        if (_functions.TryPop(out FunctionCall? call) && call is not null)
            call.Outputs = outputs;
    }

    // A module that is called again has a node of its own: 0_1 for the second call of 0.
    private Scope Numbered(Scope place)
    {
        int calls = _entered.GetValueOrDefault(place.Path);
        _entered[place.Path] = calls + 1;
        return calls == 0 ? place : new Scope(string.Create(CultureInfo.InvariantCulture, $"{place.Path}_{calls}"));
    }
}
