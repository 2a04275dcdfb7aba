using System.Security.Cryptography;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Import.Irene;

/// <summary>Builds model trees from the published raw data.</summary>
/// <remarks>
/// The files say what was measured, not how modules hang together nor how many parameters they have; both come from
/// templates. What has no place in a tree is left out and listed in <see cref="Remarks"/>.
/// </remarks>
internal sealed class IreneCsvImport
{
    private readonly ITreeTemplates _templates;
    private readonly ParameterCounts? _counts;
    private readonly List<string> _remarks = [];

    /// <summary>An import.</summary>
    /// <param name="templates">Structure and parameters of known models.</param>
    /// <param name="counts">Parameter counts of other models, which take precedence; their structure follows from the rows.</param>
    public IreneCsvImport(ITreeTemplates templates, ParameterCounts? counts = null)
    {
        ArgumentNullException.ThrowIfNull(templates);
        _templates = templates;
        _counts = counts;
    }

    /// <summary>What was left out, a line each; complete once all trees have been taken.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>The trees of a folder, in the order of its file of whole models.</summary>
    /// <param name="folder">Folder with the four files.</param>
    /// <exception cref="InputException">A file is missing or has a bad line, or a workload is measured twice.</exception>
    public IEnumerable<ModelTree> Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new InputException(new InputPlace(folder),
                $"is not a folder; expected one with {string.Join(", ", Enum.GetValues<IreneLevel>().Select(IreneCsvFiles.FileNameOf))}");
        IReadOnlyList<IreneCsvRow> models = IreneCsvFiles.Read(folder, IreneLevel.Model);
        ILookup<IreneWorkload, IreneCsvRow> parts = new[] { IreneLevel.Module, IreneLevel.ParametricPrimitive, IreneLevel.OtherPrimitive }
            .SelectMany(level => IreneCsvFiles.Read(folder, level))
            .ToLookup(row => row.Workload);
        Check(models);
        return Build(models, parts);
    }

    private IEnumerable<ModelTree> Build(IReadOnlyList<IreneCsvRow> models, ILookup<IreneWorkload, IreneCsvRow> parts)
    {
        HashSet<IreneWorkload> measured = [.. models.Select(row => row.Workload)];
        foreach (IGrouping<IreneWorkload, IreneCsvRow> orphans in parts.Where(group => !measured.Contains(group.Key)))
            _remarks.Add($"{orphans.Key}: the whole model was not measured; {orphans.Count()} rows of its parts are left out");
        foreach (IGrouping<string, IreneCsvRow> model in models.GroupBy(row => row.Workload.ModelName))
        {
            foreach (IreneCsvRow row in model)
            {
                IReadOnlyList<IreneCsvRow> rows = [.. parts[row.Workload]];
                ModelTree? template = _counts?.Knows(model.Key) == true
                    ? new IreneRowTree(row, rows, _counts).Build()
                    : _templates.Find(model.Key, row.Workload.BatchSize, row.Workload.SequenceLength);
                if (template is null)
                {
                    _remarks.Add($"{model.Key}: its parameter counts are not known, so its {model.Count()} trees are left out; give them "
                        + $"by `{nameof(ParameterCounts)}`");
                    break;
                }

                if (Fill(template, row, rows) is { } tree)
                    yield return tree;
            }
        }
    }

    private ModelTree? Fill(ModelTree template, IreneCsvRow model, IReadOnlyList<IreneCsvRow> parts)
    {
        HashSet<Scope> rowScopes = [.. parts.Select(row => row.Scope)];
        Dictionary<(Scope Scope, string Type), Queue<IreneCsvRow>> rows = parts
            .GroupBy(row => (PlaceInTree(row, rowScopes), row.ClassName.ToLowerInvariant()))
            .ToDictionary(group => group.Key, group => new Queue<IreneCsvRow>(group));
        List<string> missing = [];
        int position = 0;
        TreeNode root = Fill(template.Root);
        string name = model.Workload.ToString();
        if (missing.Count > 0)
        {
            _remarks.Add($"{name}: {missing.Count} parts were not measured "
                + $"({string.Join(", ", missing.Take(3))}{(missing.Count > 3 ? ", ..." : "")}); the tree is left out");
            return null;
        }

        int left = rows.Values.Sum(queue => queue.Count);
        if (left > 0)
        {
            IreneCsvRow first = rows.Values.First(queue => queue.Count > 0).Peek();
            _remarks.Add($"{name}: {left} rows have no place in the tree and are left out, the first is {first.Scope}:{first.ClassName}");
        }

        return new ModelTree
        {
            ModelName = model.Workload.ModelName,
            BatchSize = model.Workload.BatchSize,
            SequenceLength = model.Workload.SequenceLength,
            Root = root,
        };

        TreeNode Fill(TreeNode node)
        {
            string id = IdOf(model.Workload, position++);
            IreneCsvRow? row = node.Kind == NodeKind.Model
                ? model
                : rows.TryGetValue((node.Scope, node.InstanceType.ToLowerInvariant()), out Queue<IreneCsvRow>? queue)
                    && queue.TryDequeue(out IreneCsvRow? next) ? next : null;
            if (row is null)
                missing.Add($"{node.Scope}:{node.InstanceType}");
            return new TreeNode
            {
                Id = id,
                Scope = node.Scope,
                Kind = node.Kind,
                InstanceType = node.InstanceType,
                Columns = (row?.Columns ?? default).With(NodeColumn.NumParameters, node.NumParameters),
                Children = [.. node.Children.Select(Fill)],
            };
        }
    }

    /// <summary>
    /// Scope of a row in the published trees: below <c>root</c>, without the names of module lists, and for MatMul and
    /// Softmax with a last component of their own.
    /// </summary>
    /// <param name="row">A row of a part.</param>
    /// <param name="rowScopes">Scopes of all rows of its workload: a list of modules is none of them.</param>
    internal static Scope PlaceInTree(IreneCsvRow row, IReadOnlySet<Scope> rowScopes)
    {
        string[] components = row.Scope.Path.Split('.');
        Scope scope = Scope.Root;
        Scope original = default;
        for (int index = 0; index < components.Length; index++)
        {
            original = original.Child(components[index]);
            bool isList = index + 1 < components.Length && int.TryParse(components[index + 1], out _) && !rowScopes.Contains(original);
            if (!isList)
                scope = scope.Child(components[index]);
        }

        return row.Level == IreneLevel.OtherPrimitive ? scope.Child(row.ClassName.ToLowerInvariant()) : scope;
    }

    private static void Check(IReadOnlyList<IreneCsvRow> models)
    {
        HashSet<IreneWorkload> seen = [];
        foreach (IreneCsvRow row in models)
        {
            if (!seen.Add(row.Workload))
                throw new InputException(row.Place, $"{row.Workload} stands twice, expected each workload once");
        }
    }

    // Published ids are 32 hexadecimal digits, unique in the file; these follow from what they stand for.
    private static string IdOf(IreneWorkload workload, int position) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{workload}/{position}")).AsSpan(0, 16));
}

/// <summary>
/// Knows the structure and the parameter counts of models by name: what raw measurements do not say.
/// </summary>
internal interface ITreeTemplates
{
    /// <summary>The published view of a workload's tree with <c>num_parameters</c>, or null for an unknown model.</summary>
    /// <param name="modelName">Name as in the measurements.</param>
    /// <param name="batchSize">Items per forward pass.</param>
    /// <param name="sequenceLength">Tokens per item.</param>
    ModelTree? Find(string modelName, int batchSize, int sequenceLength);
}
