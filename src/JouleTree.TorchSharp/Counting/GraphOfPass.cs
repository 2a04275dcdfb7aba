using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using JouleTree.TorchSharp.Rules;
using TorchSharp;

namespace JouleTree.TorchSharp.Counting;

/// <summary>Puts a recorded pass down as a graph: what each function and module is by the counting rules, at its place.</summary>
internal sealed class GraphOfPass
{
    private readonly NamedModules _modules;
    private readonly TensorMaker _make;
    private readonly string? _unseen;
    private readonly List<Operator> _operators = [];
    private readonly Dictionary<string, GraphModule> _announced = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Prepares.</summary>
    /// <param name="modules">The modules of the model.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="unseen">Why functions are not seen, or null where they are.</param>
    public GraphOfPass(NamedModules modules, ModelWeights weights, string? unseen)
    {
        (_modules, _make, _unseen) = (modules, new TensorMaker(weights), unseen);
        _announced.Add(Scope.Root.Path, new GraphModule(Scope.Root, NamedModules.ClassOf(modules.Model)));
    }

    /// <summary>The graph of a pass.</summary>
    /// <param name="pass">What was recorded.</param>
    /// <param name="workload">What it was given.</param>
    public Graph Of(PassRecorder pass, Workload workload)
    {
        foreach (ModuleCall root in pass.Roots)
            Visit(root);
        foreach (FunctionCall function in pass.Outside)
            Visit(function, Scope.Root, Scope.Root);
        Tensor[] inputs = [.. pass.Roots.SelectMany(root => root.Inputs).Select((tensor, index) => new Tensor
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"input_{index}"),
            Type = tensor.Type,
            Shape = tensor.Shape,
            Role = TensorRole.Input,
        })];
        return new Graph
        {
            ModelName = NamedModules.ClassOf(_modules.Model),
            Workload = workload,
            Inputs = inputs,
            Outputs = [.. pass.Roots.SelectMany(root => root.Outputs ?? []).Select(tensor => _make.Make(tensor))],
            Operators = _operators,
            Modules = [.. _announced.Values],
            UnusedParameters = [.. _make.Weights.Unread],
        };
    }

    private void Visit(ModuleCall call)
    {
        bool isWhole = call.Scope == Scope.Root;
        if (!isWhole && ModuleRules.Of(call, _make) is { } draft)
        {
            Place(draft, call.Scope, call.Named, isModule: true);
            return;
        }

        if (!isWhole && IsOneOperator(call) is { } single)
        {
            Place(single, call.Scope, call.Named, isModule: true);
            return;
        }

        Announce(call.Scope, call.Named);
        foreach (object part in call.Parts)
        {
            if (part is ModuleCall inner)
                Visit(inner);
            else if (part is FunctionCall function)
                Visit(function, call.Scope, call.Named);
        }

        // A module that only calls others may do more between them: without seeing functions, nobody knows.
        if (_unseen is not null && !ModuleRules.IsOwn(call.Module))
            Place(Unseen("functions"), call.Scope.Child("functions"), call.Named, isModule: false);
        else if (_unseen is not null && call.Parts.Count == 0)
            Place(Unseen(NamedModules.ClassOf(call.Module)), call.Scope.Child("functions"), call.Named, isModule: false);
    }

    private static OperatorDraft Unseen(string what) => new(what, [], []);

    // A module of TorchSharp's own that comes down to one operator is that operator.
    private OperatorDraft? IsOneOperator(ModuleCall call)
    {
        if (!ModuleRules.IsOwn(call.Module) || call.Outputs is null || call.Parts.Any(part => part is ModuleCall))
            return null;
        List<OperatorDraft> drafts = [];
        foreach (FunctionCall function in call.Parts.Cast<FunctionCall>())
        {
            Draft(function, drafts);
            if (drafts.Count > 1)
                return null;
        }

        return drafts.Count == 1 ? drafts[0] : null;
    }

    private void Draft(FunctionCall function, List<OperatorDraft> drafts)
    {
        IReadOnlyList<OperatorDraft>? known = FunctionRules.Of(function, _make);
        drafts.AddRange(known ?? []);
        if (known is null || known.Any(draft => FunctionRules.IsUnknown(function, draft)))
            function.Inner.ForEach(inner => Draft(inner, drafts));
    }

    private void Visit(FunctionCall function, Scope scope, Scope named)
    {
        if (FunctionRules.Of(function, _make) is not { } drafts)
        {
            foreach (FunctionCall inner in function.Inner)
                Visit(inner, scope, named);
            return;
        }

        if (drafts.Count == 0)
            return;
        // What reads the weights of a module within, which was not called as one, is done for it.
        if (function.InputTensors.Select(_make.Weights.OwnerOf).FirstOrDefault(owner => owner is not null) is { } weights
            && InnermostModule(weights) is { } within && within != named && within.IsWithin(named))
            (scope, named) = (scope.Child(within.Path[(named.Path.Length + 1)..]), within);
        foreach (OperatorDraft draft in drafts)
        {
#pragma warning disable CA1308 // Names of functions are lower case in scopes, as in the published trees.
            Place(draft, scope.Child(draft.Type.ToLowerInvariant()), named, isModule: false);
#pragma warning restore CA1308
            if (FunctionRules.IsUnknown(function, draft))
                function.Inner.ForEach(inner => Visit(inner, scope, named));
        }
    }

    private Scope? InnermostModule(Scope owner)
    {
        while (owner.Path.Length > 0 && _modules.At(owner) is null)
            owner = owner.Parent;
        return owner.Path.Length > 0 ? owner : null;
    }

    private void Place(OperatorDraft draft, Scope scope, Scope named, bool isModule)
    {
        Announce(scope.Parent, isModule ? named.Parent : named);
        _operators.Add(new Operator
        {
            Type = draft.Type,
            Scope = new Scope(Unique(scope.Path)),
            IsModule = isModule,
            Inputs = draft.Inputs,
            Outputs = draft.Outputs,
            Attributes = draft.Attributes ?? OperatorAttributes.None,
        });
    }

    /// <summary>Makes a module and those around it known; beside a scope goes the name of the module there.</summary>
    private void Announce(Scope scope, Scope named)
    {
        if (scope.Path.Length == 0 || _announced.ContainsKey(scope.Path))
            return;
        Announce(scope.Parent, named.Parent);
        torch.nn.Module? module = _modules.At(named);
        _announced.Add(scope.Path, new GraphModule(scope, module is null ? named.Name : NamedModules.ClassOf(module),
            module is not null && NamedModules.IsList(module)));
        _names.Add(scope.Path);
    }

    private string Unique(string path)
    {
        string unique = path;
        for (int count = 1; !_names.Add(unique); count++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{path}_{count}");
        return unique;
    }
}
