using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Models;

/// <summary>
/// What a model is taken from: an architecture by its name, a network from an ONNX file, or trees from a tree file. Looked up or read
/// once, built for any number of workloads. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// ModelSource bert = ModelSource.Open("bert-base-uncased");
/// GraphView counted = bert.Count(new Workload { BatchSize = 8, SequenceLength = 128 });
/// Console.WriteLine($"{counted.CountsOf(counted.Tree.Root).Macs} MACs, {counted.Uncounted.Count} types not counted");
/// </code>
/// </example>
public sealed class ModelSource
{
    private readonly ZooModel? _architecture;
    private readonly IShapeSource? _shapes;

    private ModelSource(string name, ModelKind kind, ZooModel? architecture = null, OnnxModel? network = null,
        IShapeSource? shapes = null)
    {
        Name = name;
        Kind = kind;
        _architecture = architecture;
        Network = network;
        _shapes = shapes;
    }

    /// <summary>The name of the architecture, or the path of the file.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public ModelKind Kind { get; }

    /// <summary>The network of an ONNX file as it was read; null for others.</summary>
    internal OnnxModel? Network { get; }

    /// <summary>Names of all architectures that are known by name, family by family.</summary>
    public static IEnumerable<string> Architectures => ModelZoo.Models.Select(model => model.Name);

    /// <summary>Opens a model.</summary>
    /// <param name="name">
    /// A name of the zoo, with a head where one is wanted (<c>bert-base-uncased:sequence-classification</c>), an <c>.onnx</c> file, or a
    /// tree file (<c>.jsonl</c>, <c>.jsonl.gz</c>).
    /// </param>
    /// <exception cref="InputException">There is no such model, or the file is no network.</exception>
    public static ModelSource Open(string name) => Open(name, shapes: null);

    /// <summary>Opens a model, with help where shapes are not known.</summary>
    /// <param name="name">As of <see cref="Open(string)"/>.</param>
    /// <param name="shapes">Is asked for shapes of an ONNX file that our own rules leave unknown; null for nobody.</param>
    /// <exception cref="InputException">There is no such model, or the file is no network.</exception>
    internal static ModelSource Open(string name, IShapeSource? shapes)
    {
        ArgumentNullException.ThrowIfNull(name);
        return KindOf(name) switch
        {
            ModelKind.Trees => new ModelSource(name, ModelKind.Trees),
            ModelKind.Network => OfNetwork(OnnxReader.Read(name), name, shapes),
            _ => OfArchitecture(ModelZoo.Find(name)),
        };
    }

    /// <summary>An architecture of the zoo.</summary>
    /// <param name="architecture">The architecture.</param>
    internal static ModelSource OfArchitecture(ZooModel architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return new ModelSource(architecture.Name, ModelKind.Architecture, architecture);
    }

    /// <summary>A network that was read before, such as an upload.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">Name of its file, for messages and for the tree.</param>
    /// <param name="shapes">Is asked for shapes that our own rules leave unknown; null for nobody.</param>
    internal static ModelSource OfNetwork(OnnxModel network, string name, IShapeSource? shapes = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(name);
        return new ModelSource(name, ModelKind.Network, network: network, shapes: shapes);
    }

    /// <summary>What a name is the name of, by its spelling alone.</summary>
    /// <param name="name">A name or a path.</param>
    public static ModelKind KindOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase))
            return ModelKind.Trees;
        return name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? ModelKind.Network : ModelKind.Architecture;
    }

    /// <summary>The graph for a workload.</summary>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <exception cref="InputException">
    /// The model cannot take the workload, changes or a phase are asked of a file, or it is a file of trees.
    /// </exception>
    internal Graph Build(Workload workload, ConfigFields? changes = null)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (_architecture is not null)
            return _architecture.Build(workload.InputValues.Count == 0
                ? workload.Checked()
                : throw Refusal("is an architecture, whose structure depends on no values: they fill inputs of a file"), changes);
        if (Network is not { } network)
            throw Refusal("holds trees, which are counted already: name an architecture or an ONNX file");
        return Read(workload, changes, name => _shapes is null
            ? OnnxGraphReader.Read(network, name, workload)
            : OnnxGraphReader.ReadWithHelp(network, name, workload, _shapes));
    }

    /// <summary>The graph of an ONNX file from its network in another form, such as a tidied one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Must be null: a file is what it is.</param>
    /// <param name="shapes">Is asked for all shapes.</param>
    /// <exception cref="InputException">The model cannot take the workload, or changes or a phase are asked of it.</exception>
    internal Graph BuildFrom(OnnxModel network, Workload workload, ConfigFields? changes, IShapeSource shapes) =>
        Read(workload, changes, name => OnnxGraphReader.Read(network, name, workload, shapes));

    private Graph Read(Workload workload, ConfigFields? changes, Func<string, Graph> read)
    {
        if (workload.Phase != GenerationPhase.None)
            throw Refusal("is a file, which is one workload as it stands: a phase is for architectures that are named");
        if (changes is not null)
            throw Refusal("is a file, which is what it is: changes are for architectures that are named");
        try
        {
            return read(Path.GetFileNameWithoutExtension(Name));
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(Name);
        }
    }

    /// <summary>The counted tree for a workload: parameters, MACs, FLOPs and bytes of every module and operator.</summary>
    /// <inheritdoc cref="Build" path="/param"/>
    /// <inheritdoc cref="Build" path="/exception"/>
    public GraphView Count(Workload workload, ConfigFields? changes = null) => GraphView.Full(Build(workload, changes));

    /// <summary>The trees of a tree file, one after the other.</summary>
    /// <exception cref="InputException">It is no tree file, or a damaged one.</exception>
    public IEnumerable<ModelTree> Trees() => Kind == ModelKind.Trees
        ? TreeReader.Read(Name)
        : throw Refusal("is no tree file (.jsonl, .jsonl.gz)");

    private InputException Refusal(string problem) => new(new InputPlace(Name), problem);
}

/// <summary>Where a model comes from.</summary>
public enum ModelKind
{
    /// <summary>An architecture that is known by its name.</summary>
    Architecture,

    /// <summary>An ONNX file.</summary>
    Network,

    /// <summary>A file of trees, counted or measured before.</summary>
    Trees,
}
