using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Core.Features.Sources;

/// <summary>
/// Training trees of a file. The first pass reads and checks it; what fits into a memory budget is kept, and the rest
/// is read from the file again in every later pass, so a file of any size can be trained on.
/// </summary>
internal sealed class FileTreeSource : ITreeSource
{
    private readonly InputFile _file;
    private readonly long _budgetBytes;
    private readonly FeatureSelection _selection;
    private readonly FeatureTreeBuilder _builder;
    private readonly ColumnSet _wantedColumns;
    private readonly List<FeatureTree> _kept = [];
    private bool _checked;
    private bool _isComplete;

    private FileTreeSource(
        InputFile file, long budgetBytes, FeatureSelection selection, FeatureTreeBuilder builder, ColumnSet wantedColumns)
    {
        _file = file;
        _budgetBytes = budgetBytes;
        _selection = selection;
        _builder = builder;
        _wantedColumns = wantedColumns;
    }

    /// <summary>Memory that trees may take before they are read again instead: enough for some 1.5 million nodes.</summary>
    public const long DefaultBudgetBytes = 96L << 20;

    /// <inheritdoc/>
    public IReadOnlyList<Feature> Features => _selection.Features;

    /// <summary>Features that were asked for and that the data do not have.</summary>
    public IReadOnlyList<Feature> DroppedFeatures => _selection.Dropped;

    /// <inheritdoc/>
    public IReadOnlyList<string> PrimitiveTypes => _builder.PrimitiveTypes;

    /// <summary>Opens a tree file and reads its first tree.</summary>
    /// <param name="file">A tree file.</param>
    /// <param name="wanted">Features that the predictor would like.</param>
    /// <param name="energyNeed">Which nodes must have a true energy.</param>
    /// <param name="budgetBytes">Memory that the kept trees may take.</param>
    /// <exception cref="InputException">The file cannot be read or its first line is no tree.</exception>
    public static FileTreeSource Open(
        InputFile file, IEnumerable<Feature> wanted, EnergyNeed energyNeed, long budgetBytes = DefaultBudgetBytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        // It is read for its first tree, then as a whole, and for what does not fit into memory again and again.
        file.Keep();
        Feature[] features = [.. wanted];
        ColumnSet columns = FeatureInfo.ColumnsOf(features);
        ModelTree first = TreeReader.Read(file, TreeReadOptions.Only(columns)).First();
        FeatureSelection selection = FeatureSelection.Of(features, first);
        FeatureTreeBuilder builder = new(selection.Features, energyNeed);
        return new FileTreeSource(file, budgetBytes, selection, builder, columns.Union(builder.Columns));
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">While enumerating: the file breaks a rule, or a node lacks a needed number.</exception>
    public IEnumerable<FeatureTree> Trees()
    {
        if (!_checked)
            return FirstPass();
        return _isComplete ? _kept : _kept.Concat(Rest());
    }

    private IEnumerable<FeatureTree> FirstPass()
    {
        _kept.Clear();
        long bytes = 0;
        foreach (ModelTree tree in TreeReader.Read(_file, TreeReadOptions.Only(_wantedColumns)))
        {
            _selection.Check(tree);
            FeatureTree built = _builder.Build(tree);
            bytes += built.EstimatedBytes;
            if (bytes <= _budgetBytes)
                _kept.Add(built);
            yield return built;
        }

        _isComplete = bytes <= _budgetBytes;
        _checked = true;
    }

    private IEnumerable<FeatureTree> Rest() =>
        TreeReader.Read(_file, TreeReadOptions.Only(_builder.Columns)).Skip(_kept.Count).Select(_builder.Build);
}
