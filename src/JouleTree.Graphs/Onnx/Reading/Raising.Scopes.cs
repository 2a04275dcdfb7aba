using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Placement;

namespace JouleTree.Graphs.Onnx.Reading;

/// <content>Scopes of functions and the modules above them.</content>
internal sealed partial class Raising
{
    private static string OwnName(OnnxNode node, string type) => ScopeReader.OperatorOf(node.Name) is { Length: > 0 } own ? own : type;

    /// <summary>A scope for a function that its module calls; a dot in its name is no level of the tree.</summary>
    private Scope Unique(Scope module, string own)
    {
#pragma warning disable CA1308 // Names of functions are lower case in scopes, as in the published trees.
        string name = own.ToLowerInvariant().Replace('.', '_');
#pragma warning restore CA1308
        Scope first = module.Child(name);
        Scope scope = first;
        // The last number is remembered: a graph of unnamed nodes has many of one type.
        int number = _numbers.GetValueOrDefault(first.Path);
        while (!_scopesTaken.Add(scope.Path))
            scope = module.Child(string.Create(CultureInfo.InvariantCulture, $"{name}_{++number}"));
        _numbers[first.Path] = number;
        return scope;
    }

    private void AddModules(Scope scope)
    {
        if (!_moduleScopes.Add(scope.Path))
            return;
        AddModules(scope.Parent);
        bool isList = !_placement.Called.Contains(scope.Path);
        _modules.Add(new GraphModule(scope, isList ? "ModuleList" : _placement.Classes.GetValueOrDefault(scope.Path, "Module"), isList));
    }
}
