using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using TorchSharp;

namespace JouleTree.TorchSharp.Hooks;

/// <summary>The modules of a model by their names, as <c>named_modules()</c> gives them; one that is shared has several.</summary>
internal sealed class NamedModules
{
    private readonly Dictionary<torch.nn.Module, List<Scope>> _scopes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, torch.nn.Module> _modules = new(StringComparer.Ordinal);

    /// <summary>Names the modules of a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">Modules hold themselves, or are nested deeper than a tree can be.</exception>
    public NamedModules(torch.nn.Module model)
    {
        Model = model;
        Add(model, Scope.Root);
    }

    /// <summary>The model.</summary>
    public torch.nn.Module Model { get; }

    /// <summary>Each module once, the model first.</summary>
    public IEnumerable<torch.nn.Module> Distinct => _scopes.Keys;

    /// <summary>The names of a module, the first first; empty for one that is no part of the model.</summary>
    public IReadOnlyList<Scope> ScopesOf(torch.nn.Module module) => _scopes.TryGetValue(module, out List<Scope>? scopes) ? scopes : [];

    /// <summary>The module of a name, or null.</summary>
    public torch.nn.Module? At(Scope scope) => _modules.GetValueOrDefault(scope.Path);

    /// <summary>Class of a module, without the number of its type parameters.</summary>
    public static string ClassOf(torch.nn.Module module)
    {
        string name = module.GetType().Name;
        int mark = name.IndexOf('`', StringComparison.Ordinal);
        return mark < 0 ? name : name[..mark];
    }

    /// <summary>True for a mere list of modules, whose members its owner calls one by one.</summary>
    public static bool IsList(torch.nn.Module module) => ClassOf(module) is "ModuleList" or "ModuleDict";

    /// <summary>
    /// Where a module that is called within another stands: its name in the model, and its name below the caller. One that is not named
    /// below the caller has its last name there: it is called there.
    /// </summary>
    /// <param name="module">The module that is called; a part of the model.</param>
    /// <param name="caller">Name in the model of the module that calls it.</param>
    public (Scope Named, string Below) RelativeTo(torch.nn.Module module, Scope caller)
    {
        IReadOnlyList<Scope> scopes = ScopesOf(module);
        foreach (Scope scope in scopes)
        {
            if (scope != caller && scope.IsWithin(caller))
                return (scope, scope.Path[(caller.Path.Length + 1)..]);
        }

        return (scopes[0], scopes[0].Name);
    }

    private void Add(torch.nn.Module module, Scope scope)
    {
        if (scope.Level >= ModelTree.MaxDepth)
            throw new InputException(new InputPlace(Node: Scope.Root.Path),
                $"modules are nested deeper than {ModelTree.MaxDepth}: does a module hold itself?");
        if (!_scopes.TryGetValue(module, out List<Scope>? scopes))
            _scopes.Add(module, scopes = []);
        scopes.Add(scope);
        _modules[scope.Path] = module;
        foreach ((string name, torch.nn.Module child) in module.named_children())
            Add(child, scope.Child(name));
    }
}
