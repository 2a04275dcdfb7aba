using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Import.Irene;

/// <summary>
/// The structure of a model that is known only from its rows: scopes say what lies below what. Children are ordered by
/// number where they have one, else as in the files: primitives first, then modules, then MatMul and Softmax.
/// </summary>
/// <param name="model">Row of the whole model.</param>
/// <param name="parts">Rows of its parts.</param>
/// <param name="counts">Parameter counts.</param>
internal sealed class IreneRowTree(IreneCsvRow model, IReadOnlyList<IreneCsvRow> parts, ParameterCounts counts)
{
    private readonly HashSet<Scope> _rowScopes = [.. parts.Select(row => row.Scope)];

    /// <summary>The tree with <c>num_parameters</c>.</summary>
    /// <exception cref="InputException">A primitive's count is missing, or nothing was measured but the whole.</exception>
    public ModelTree Build()
    {
        (Scope Place, IreneCsvRow Row)[] nodes =
            [.. parts.OrderBy(OrderOf).Select(row => (IreneCsvImport.PlaceInTree(row, _rowScopes), row))];
        HashSet<Scope> modules = [.. nodes.Where(node => node.Row.Level == IreneLevel.Module).Select(node => node.Place)];
        ILookup<Scope, (Scope Place, IreneCsvRow Row)> children = nodes.ToLookup(node => ParentOf(node.Place, modules));
        TreeNode root = Node(Scope.Root, model, children);
        return root.Children.Count > 0
            ? new ModelTree { ModelName = model.Workload.ModelName, Root = root }
            : throw new InputException(model.Place, $"no part of {model.Workload} was measured");
    }

    private TreeNode Node(Scope place, IreneCsvRow row, ILookup<Scope, (Scope Place, IreneCsvRow Row)> children)
    {
        TreeNode[] below =
        [
            .. Executed(children[place])
                .Where(child => child.Row.Level != IreneLevel.Module || children.Contains(child.Place))
                .Select(child => Node(child.Place, child.Row, child.Row.Level == IreneLevel.Module ? children : NoChildren)),
        ];
        TreeNode node = new()
        {
            Id = place.Path,
            Scope = place,
            Kind = row.Level switch { IreneLevel.Model => NodeKind.Model, IreneLevel.Module => NodeKind.Module, _ => NodeKind.Primitive },
            InstanceType = row.ClassName,
            Children = below,
        };
        return node.With(NodeColumn.NumParameters, ParametersOf(row, below));
    }

    private double ParametersOf(IreneCsvRow row, TreeNode[] below)
    {
        string scope = row.Level == IreneLevel.Model ? Scope.Root.Path : row.Scope.Path;
        if (row.Level == IreneLevel.OtherPrimitive)
            return 0;
        if (counts.Of(row.Workload.ModelName, scope) is { } known)
            return known;
        if (row.Level != IreneLevel.ParametricPrimitive)
            return below.Sum(child => child.NumParameters!.Value);
        return row.ClassName is "Tanh" or "Softmax" or "MatMul"
            ? 0
            : throw new InputException(row.Place, $"the file of `{nameof(ParameterCounts)}` has no count for '{scope}' of "
                + row.Workload.ModelName)
            {
                Arguments = [nameof(ParameterCounts)],
            };
    }

    // An attention multiplies, takes the softmax, and multiplies again; the files list both products first.
    private static List<(Scope Place, IreneCsvRow Row)> Executed(IEnumerable<(Scope Place, IreneCsvRow Row)> children)
    {
        List<(Scope Place, IreneCsvRow Row)> ordered = [.. children];
        int second = ordered.FindLastIndex(child => child.Row.ClassName == "MatMul");
        if (second > 0 && ordered[second - 1].Row.ClassName == "MatMul")
        {
            (Scope Place, IreneCsvRow Row) product = ordered[second];
            ordered.RemoveAt(second);
            ordered.Add(product);
        }

        return ordered;
    }

    private static Scope ParentOf(Scope place, HashSet<Scope> modules)
    {
        Scope parent = place.Parent;
        while (parent != Scope.Root && !modules.Contains(parent))
            parent = parent.Parent;
        return parent;
    }

    private static (int Level, int Number) OrderOf(IreneCsvRow row)
    {
        int level = row.Level switch { IreneLevel.ParametricPrimitive => 0, IreneLevel.Module => 1, _ => 2 };
        return (level, int.TryParse(row.Scope.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0);
    }

    private static readonly ILookup<Scope, (Scope Place, IreneCsvRow Row)> NoChildren =
        Array.Empty<(Scope Place, IreneCsvRow Row)>().ToLookup(node => node.Place);
}
