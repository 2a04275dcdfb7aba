using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Models;

/// <summary>
/// What a model is taken from: an architecture by its name, its config.json or its folder, a network from an ONNX file, or trees from
/// a tree file. Looked up or read once, built for any number of workloads. Thread-safe.
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
    /// <summary>What messages call the changes that <see cref="Build"/> takes.</summary>
    internal const string Changes = "changes";

    private readonly IShapeSource? _shapes;

    private ModelSource(string name, ModelKind kind, ZooModel? architecture = null, OnnxModel? network = null,
        IShapeSource? shapes = null, InputFile? file = null)
    {
        Name = name;
        Kind = kind;
        Architecture = architecture;
        Network = network;
        _shapes = shapes;
        File = file;
    }

    /// <summary>The name of the architecture, or the path of the file; of a config.json, what it calls its model.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public ModelKind Kind { get; }

    /// <summary>The architecture; null for others.</summary>
    internal ZooModel? Architecture { get; }

    /// <summary>The network of an ONNX file as it was read; null for others.</summary>
    internal OnnxModel? Network { get; }

    /// <summary>The file that it was read from; null for an architecture, and for what was read by others.</summary>
    internal InputFile? File { get; }

    /// <summary>Names of all architectures that are known by name, family by family.</summary>
    public static IEnumerable<string> Architectures => ModelZoo.Models.Select(model => model.Name);

    /// <summary>Opens a model.</summary>
    /// <param name="name">
    /// A name of the zoo, with a head where one is wanted (<c>bert-base-uncased:sequence-classification</c>), the path of a Hugging Face
    /// config.json, with a head likewise (<c>config.json:lm-head</c>), a folder that holds one with its weights, or a .safetensors file
    /// with one beside it (<c>./Qwen3-8B:lm-head</c>), a .gguf file, of several parts any one,
    /// an ONNX file, or a tree file; <see cref="KindOf(string)"/> says
    /// which, or the content of a file that is called otherwise.
    /// </param>
    /// <exception cref="InputException">There is no such model, or the file is no network.</exception>
    public static ModelSource Open(string name) => Open(name, shapes: null);

    /// <summary>Opens a model, with help where shapes are not known.</summary>
    /// <param name="model">As of <see cref="Open(string)"/>; also a pipe.</param>
    /// <param name="shapes">Is asked for shapes of an ONNX file that our own rules leave unknown; null for nobody.</param>
    /// <exception cref="InputException">There is no such model, or the file is no network.</exception>
    internal static ModelSource Open(InputFile model, IShapeSource? shapes)
    {
        ArgumentNullException.ThrowIfNull(model);
        return KindOf(model) switch
        {
            ModelKind.Trees => new ModelSource(model.Name, ModelKind.Trees, file: model),
            ModelKind.Network =>
                new ModelSource(model.Name, ModelKind.Network, network: OnnxReader.Read(model), shapes: shapes, file: model),
            _ when IsGguf(model) => OfArchitecture(GgufModel.Open(model)),
            // What lies there wins over a name, as in other tools.
            _ when model.Path is { } path && ModelFiles.IsName(path) => OfArchitecture(ModelFiles.Open(model)),
            _ when ModelZoo.TryFind(model.Name) is { } known => OfArchitecture(known),
            _ when model.Path is null || ConfigFile.IsName(model.Path) => OfArchitecture(ConfigFile.Open(model)),
            _ when model.IsFolder && GgufModel.InFolder(model.Path!) is { } inside => OfArchitecture(GgufModel.Open(inside)),
            _ when model.IsFolder => throw Folder(model),
            _ => OfArchitecture(ModelZoo.Find(model.Name)),
        };
    }

    // By its name, whatever it holds; without one that says what it is, by its first bytes.
    private static bool IsGguf(InputFile model) => model.Path is not { } path ? GgufModel.IsOne(model)
        : GgufModel.IsName(path)
            || (model.Exists && !ModelFiles.IsName(path) && !ConfigFile.IsName(path) && GgufModel.IsOne(model));

    private static InputException Folder(InputFile folder)
    {
        if (Directory.EnumerateFiles(folder.Path!, "*.safetensors").Any())
            throw new InputException(new InputPlace(folder.Name),
                "is a folder of weights without a config.json, which says what is computed with them: put it there");
        string[] networks = [.. Directory.EnumerateFiles(folder.Path!, "*.onnx")
            .Concat(Directory.EnumerateFiles(folder.Path!, "config.json")).Concat(Directory.EnumerateFiles(folder.Path!, "*.gguf"))
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal).Take(5)];
        return new InputException(new InputPlace(folder.Name), networks.Length == 0
            ? "is a folder without an .onnx file: expected an ONNX file, a config.json, a .gguf file, a file of trees or the name of an "
                + "architecture"
            : $"is a folder: name a file in it, such as {Path.Combine(folder.Name, networks[0])}"
                + (networks.Length > 1 ? $" (there are {string.Join(", ", networks)})" : ""));
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

    /// <summary>What a model is: by the spelling of its name, or where that says nothing and a file is there, by its content.</summary>
    /// <param name="model">A name, a file or a pipe.</param>
    /// <exception cref="InputException">A file without an ending that says what it is cannot be read.</exception>
    internal static ModelKind KindOf(InputFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelKind kind = model.Path is { } path ? KindOf(path) : ModelKind.Architecture;
        if (kind != ModelKind.Architecture || !model.Exists
            || (model.Path is { } named && (ModelFiles.IsName(named) || GgufModel.IsName(named)))
            || ModelZoo.TryFind(model.Name) is not null || ConfigFile.IsOne(model) || GgufModel.IsOne(model))
            return kind;
        return model.StartsAsJsonObject() ? ModelKind.Trees : ModelKind.Network;
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
        Check(Name, Kind, workload, changes is not null);
        if (Architecture is not null)
            return Architecture.Build(workload.Checked(), changes);
        if (Network is not { } network)
            throw new InputException(new InputPlace(Name), "holds trees, which are counted already: name an architecture or an ONNX file");
        return Read(name => _shapes is null
            ? OnnxGraphReader.Read(network, name, workload)
            : OnnxGraphReader.ReadWithHelp(network, name, workload, _shapes));
    }

    /// <summary>The graph of an ONNX file from its network in another form, such as a tidied one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Must be null: a file is what it is.</param>
    /// <param name="shapes">Is asked for all shapes.</param>
    /// <exception cref="InputException">The model cannot take the workload, or changes or a phase are asked of it.</exception>
    internal Graph BuildFrom(OnnxModel network, Workload workload, ConfigFields? changes, IShapeSource shapes)
    {
        Check(Name, Kind, workload, changes is not null);
        return Read(name => OnnxGraphReader.Read(network, name, workload, shapes));
    }

    private Graph Read(Func<string, Graph> read)
    {
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
    public GraphView Count(Workload workload, ConfigFields? changes = null)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return workload.AnswerLength is null
            ? GraphView.Full(Build(workload, changes))
            : CountAnswer(workload, changes, graph => GraphView.Full(graph)).View;
    }

    /// <summary>Longest sequence in tokens that an architecture takes; null where no bound is known.</summary>
    internal int? ContextLength => Architecture?.Describe().ContextLength;

    /// <summary>This architecture with the layer that tells tokens apart on it; as it is where some head stands on it.</summary>
    /// <exception cref="InputException">It is a file, or writes no text.</exception>
    internal ModelSource WithOutputLayer() => Architecture switch
    {
        null => throw new InputException(new InputPlace(Name), "is a file, which is one workload as it stands: name an architecture or "
            + "the path of a config.json"),
        { Head: TaskHead.None } bare => OfArchitecture(bare.With(TaskHead.LMHead)),
        _ => this,
    };

    /// <summary>True for an architecture with its files of weights.</summary>
    internal bool HasWeights => Architecture?.Weights is not null;

    /// <summary>True for an architecture that writes text token by token.</summary>
    internal bool Generates => Architecture is { Family.Generates: true, Head: TaskHead.None or TaskHead.LMHead };

    /// <summary>True where an encoder reads the prompt of an answer.</summary>
    internal bool ReadsPromptApart => Architecture?.Family.ReadsPromptApart == true;

    /// <summary>A whole answer, counted.</summary>
    /// <param name="workload">The prompt and the length of its answer.</param>
    /// <param name="changes">Changes to the architecture's configuration; null for none.</param>
    /// <param name="view">Counts one pass.</param>
    /// <exception cref="InputException">The model writes no text, or cannot take a pass of the answer.</exception>
    internal CountedAnswer CountAnswer(Workload workload, ConfigFields? changes, Func<Graph, GraphView> view)
    {
        Check(Name, Kind, workload, changes is not null);
        return CountedAnswer.Of(workload.Checked(), pass => Build(pass, changes), view, ReadsPromptApart);
    }

    /// <summary>The trees of a tree file, one after the other.</summary>
    /// <exception cref="InputException">It is no tree file, or a damaged one.</exception>
    public IEnumerable<ModelTree> Trees() => Kind == ModelKind.Trees
        ? TreeReader.Read(File!)
        : throw new InputException(new InputPlace(Name), "is no tree file (.jsonl, .jsonl.gz)");

    /// <summary>
    /// Refuses what <see cref="Build"/> refuses of a model of a kind whatever it holds, so that it is told before a file is read.
    /// </summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="workload">What it is to be built for.</param>
    /// <param name="isChanged">True where changes to its configuration are asked for.</param>
    /// <exception cref="InputException">Values are given to an architecture; changes or a phase are asked of a file.</exception>
    public static void Check(string name, ModelKind kind, Workload workload, bool isChanged)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (kind == ModelKind.Architecture && workload.InputValues.Count > 0)
            throw Refusal(nameof(Workload.InputValues),
                $"is an architecture, whose structure depends on no values: `{nameof(Workload.InputValues)}` fills inputs of a file");
        if (kind != ModelKind.Network)
            return;
        if (workload.Phase != GenerationPhase.None)
            throw Refusal(nameof(Workload.Phase), $"is a file, which is one workload as it stands: `{nameof(Workload.Phase)}` and "
                + $"`{nameof(Workload.PastLength)}` are for architectures that are named", nameof(Workload.PastLength));
        if (workload.AnswerLength is not null)
            throw Refusal(nameof(Workload.AnswerLength), $"is a file, which is one workload as it stands: "
                + $"`{nameof(Workload.AnswerLength)}` is for architectures that are named");
        if (workload.Numbers is not null)
            throw Refusal(nameof(Workload.Numbers), $"is a file, which has its own types: `{nameof(Workload.Numbers)}` are for "
                + $"architectures that are named");
        if (workload.Attention != AttentionForm.Written)
            throw Refusal(nameof(Workload.Attention), $"is a file, whose attention is as it stands: `{nameof(Workload.Attention)}` is for "
                + $"architectures that are named");
        if (isChanged)
            throw Refusal(Changes, $"is a file, which is what it is: `{Changes}` are for architectures that are named");

        InputException Refusal(string argument, string problem, params string[] others) =>
            new(new InputPlace(name, Argument: argument), problem) { Arguments = others };
    }
}

/// <summary>Where a model comes from.</summary>
public enum ModelKind
{
    /// <summary>An architecture that is known by its name, or described by its config.json.</summary>
    Architecture,

    /// <summary>An ONNX file.</summary>
    Network,

    /// <summary>A file of trees, counted or measured before.</summary>
    Trees,
}
