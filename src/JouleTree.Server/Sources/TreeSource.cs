using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Server.Sources;

/// <summary>
/// Gives the tree of a request: built from the zoo, read from the folder, or uploaded; predicted where a device is named. Thread-safe.
/// </summary>
internal sealed class TreeSource
{
    private const long CachedBytes = 64L << 20;
    private const long IdleBytes = CachedBytes / 8;
    private const int NotedKeys = 4096;

    private readonly BoundedCache<string, ResolvedTree> _trees = new(CachedBytes, tree => tree.Bytes);
    private readonly BoundedCache<string, bool> _noted = new(NotedKeys, _ => 1);
    private readonly int _maxUploadNodes;
    private readonly IShapeSource? _shapes;

    /// <summary>A source.</summary>
    /// <param name="folder">Folder that is served, or null for none.</param>
    /// <param name="maxUploadNodes">Most nodes that all uploads together may hold.</param>
    /// <param name="maxUploads">Most uploads that are kept.</param>
    /// <param name="shapes">Is asked for shapes of the folder's networks that our own rules leave unknown; null for nobody.</param>
    /// <param name="tables">Reads tables of the folder; null where none are offered.</param>
    public TreeSource(
        string? folder, int maxUploadNodes, int maxUploads, IShapeSource? shapes = null, IContentDecoder? tables = null)
    {
        _shapes = shapes;
        Folder = new SharedFolder(folder, tables);
        Devices = new DeviceCatalog(Folder);
        _maxUploadNodes = maxUploadNodes;
        // A small upload counts as its share of the number that is kept.
        int least = Math.Max(1, maxUploadNodes / maxUploads);
        Uploads = new BoundedCache<string, Upload>(maxUploadNodes, upload => Math.Max(upload.Nodes, least));
    }

    /// <summary>The folder.</summary>
    public SharedFolder Folder { get; }

    /// <summary>Devices and predictors.</summary>
    public DeviceCatalog Devices { get; }

    /// <summary>Uploads by id; the oldest go where there are too many.</summary>
    public BoundedCache<string, Upload> Uploads { get; }

    /// <summary>Forgets all but the trees that were asked for last, which can be made again.</summary>
    public void ForgetOldTrees() => _trees.TrimTo(IdleBytes);

    /// <summary>Reads and keeps an upload.</summary>
    /// <param name="stream">Its content; can seek.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="cancellation">Ends reading early.</param>
    /// <param name="config">Id of an uploaded configuration whose weights it holds; null for none.</param>
    public Upload Keep(Stream stream, string? name, CancellationToken cancellation, string? config = null)
    {
        ZooModel? described = config is null ? null : UploadOf(config).Model
            ?? throw new InputException("config: expected the id of an upload of a config.json");
        Upload upload = UploadReader.Read(stream, name, _maxUploadNodes, cancellation, described);
        Uploads.Add(upload.Id, upload);
        return upload;
    }

    /// <summary>The tree of a request.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Ends reading of files early.</param>
    /// <exception cref="InputException">The request is wrong, or a file is.</exception>
    /// <exception cref="NotFoundException">What it names does not exist.</exception>
    public ResolvedTree Get(TreeRequest request, CancellationToken cancellation)
    {
        if (request.Upload is { } id)
            return Of(request, UploadOf(id), cancellation);
        SharedFile? file = request.File is { } name ? Folder.Find(name) : null;
        string key = KeyOf(request);
        if (_trees.TryGet(key, out ResolvedTree? known))
            return known;
        ResolvedTree made = ModelOf(request) is { } model
            ? Predicted(request, model, cancellation)
            : Stored(request, TreeOf(file!, request.Tree, cancellation));
        // Of a slider's many positions few are asked for twice. A tree that is kept grows old, and old ones are dear to collect: what is
        // made in milliseconds is kept from the second time on.
        if (file is not null || _noted.TryGet(key, out _))
        {
            made.IsKept = true;
            _trees.Add(key, made);
        }
        else
        {
            _noted.Add(key, true);
        }

        return made;
    }

    /// <summary>The model of a request; null where it is a stored tree.</summary>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="InputException">Its file is damaged.</exception>
    /// <exception cref="NotFoundException">What it names does not exist.</exception>
    public ModelSource? ModelOf(TreeRequest request)
    {
        if (request.Upload is { } id)
        {
            Upload upload = UploadOf(id);
            // What a stranger sends never reaches the engine, which is native code: shapes that our own rules do not know stay unknown.
            return upload.Network is { } network ? ModelSource.OfNetwork(network, upload.Name)
                : upload.Model is { } model ? ModelSource.OfArchitecture(model) : null;
        }

        SharedFile? file = request.File is { } name ? Folder.Find(name) : null;
        return file?.Kind switch
        {
            null => Architecture(request),
            FileKind.Network => Network(file),
            FileKind.Configuration => ModelSource.OfArchitecture(file.Model()),
            _ => null,
        };
    }

    /// <summary>A text for a request that is another one where its file or its device's file has changed since.</summary>
    /// <param name="request">What is asked for.</param>
    public string KeyOf(TreeRequest request)
    {
        SharedFile? file = request.File is { } name ? Folder.Find(name) : null;
        return $"{request.Key}\n{file?.Changed.Ticks}/{file?.Bytes}\n{(request.Device is { } named ? Devices.StampOf(named) : "")}";
    }

    /// <summary>The network of a file or an upload, as its file states it.</summary>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="InputException">It is none.</exception>
    /// <exception cref="NotFoundException">What it names does not exist.</exception>
    public OnnxModel NetworkOf(TreeRequest request)
    {
        SharedFile? file = request.File is { } name ? Folder.Find(name) : null;
        return (request.Upload is { } id ? UploadOf(id).Network : file is { Kind: FileKind.Network } ? Read(file) : null)
            ?? throw new InputException("expected a network: an ONNX file of GET /api/v1/files, or one that was uploaded");
    }

    /// <summary>The architecture of a request, with what is changed of it.</summary>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="InputException">It is none, or a change is wrong.</exception>
    /// <exception cref="NotFoundException">What it names does not exist.</exception>
    public (ModelSource Source, ConfigFields? Changes) ArchitectureOf(TreeRequest request)
    {
        return ModelOf(request) is { Kind: ModelKind.Architecture } source
            ? (source, ChangesOf(request))
            : throw new InputException("expected an architecture: a name of GET /api/v1/models, or a config.json");
    }

    /// <summary>The upload of an id.</summary>
    /// <exception cref="NotFoundException">There is none (any more).</exception>
    public Upload UploadOf(string id) => Uploads.TryGet(id, out Upload? upload)
        ? upload
        : throw new NotFoundException(
            "there is no upload of that id; uploads are kept in memory, and the oldest go first: upload it again");

    private ResolvedTree Of(TreeRequest request, Upload upload, CancellationToken cancellation)
    {
        if (ModelOf(request) is { } model)
            return Predicted(request, model, cancellation);
        return request.Tree >= 1 && request.Tree <= upload.Trees.Count
            ? Stored(request, upload.Trees[request.Tree - 1])
            : throw new NotFoundException(
                $"{upload.Name} has {Amount.Of(upload.Trees.Count, "tree")}; tree={request.Tree} is not one of them");
    }

    private static ModelSource Architecture(TreeRequest request)
    {
        string name = request.Model ?? throw new InputException("name a tree: model=NAME, file=NAME or upload=ID");
        return ModelSource.OfArchitecture(ModelZoo.TryFind(name) ?? throw new NotFoundException(NotFoundText(name)));
    }

    private static string NotFoundText(string name)
    {
        try
        {
            ModelZoo.Find(name);
        }
        catch (InputException error)
        {
            return error.MessageWith(argument => argument == nameof(ConfigFields) ? "set" : "GET /api/v1/models");
        }

        return $"no architecture is called '{name}'";
    }

    private ModelSource Network(SharedFile file) => ModelSource.OfNetwork(Read(file), file.Name, _shapes);

    private static OnnxModel Read(SharedFile file)
    {
        try
        {
            return OnnxReader.Read(file.Open());
        }
        catch (InputException error) when (error.Place.File == file.Path)
        {
            // The whole path is the server's own affair.
            throw new InputException(new InputPlace(file.Name), "cannot be read", error);
        }
    }

    private static ModelTree TreeOf(SharedFile file, int number, CancellationToken cancellation)
    {
        int read = 0;
        foreach (ModelTree tree in TreeReader.Read(file.Open()))
        {
            cancellation.ThrowIfCancellationRequested();
            if (++read == number)
                return tree;
        }

        throw new NotFoundException($"{file.Name} has {Amount.Of(read, "tree")}; tree={number} is not one of them");
    }

    /// <summary>What a model of a request is built for.</summary>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="InputException">A shape or a type is not spelled as it must be.</exception>
    public static Workload WorkloadOf(TreeRequest request) => NumberTypeText.Apply(new Workload
    {
        BatchSize = request.Batch ?? 1,
        SequenceLength = request.Length,
        InputShapes = request.Inputs.Select(ShapeOf).ToDictionary(input => input.Name, input => input.Shape),
    }.Checked(), request.DataType, null, null, null);

    private static (string Name, TensorShape Shape) ShapeOf(string text) => InputShape.TryParse(text, out InputShape? input)
        ? (input.Name, input.Shape)
        : throw new InputException($"input={text}: {InputShape.Expected}");

    /// <summary>What a request changes of an architecture; null for nothing.</summary>
    /// <param name="request">What is asked for.</param>
    /// <exception cref="InputException">A change is beyond its bound, or not spelled so.</exception>
    public static ConfigFields? ChangesOf(TreeRequest request)
    {
        if (request.Set.Count == 0)
            return null;
        Limits.Check(request.Set);
        ConfigFields changes = ConfigFields.Empty();
        foreach (string pair in request.Set)
            changes.AddPair(pair);
        return changes;
    }

    private ResolvedTree Predicted(TreeRequest request, ModelSource source, CancellationToken cancellation)
    {
        // Between the steps: none of them alone takes long.
        cancellation.ThrowIfCancellationRequested();
        if (request.Device == TreeRequest.NoDevice)
        {
            Graph graph = source.Build(WorkloadOf(request), ChangesOf(request));
            GraphView full = GraphView.Full(graph);
            return new ResolvedTree(full.Tree, null,
                [.. full.Uncounted.Select(Estimate.NotCounted), .. graph.IsFromFile ? [] : graph.Notes]);
        }

        // A name that is wrong is said before a model is built.
        EnergyDevice? named = request.Device is { } device ? Devices.Find(device).Energy! : null;
        EstimableModel model = EstimableModel.Of(source, WorkloadOf(request), ChangesOf(request));
        cancellation.ThrowIfCancellationRequested();
        return Of(named is null ? model.OnBest(EnergyDevice.Shipped, OptionsOf(request)) : model.On(named, OptionsOf(request)));
    }

    private ResolvedTree Stored(TreeRequest request, ModelTree tree) =>
        request.Device is null or TreeRequest.NoDevice
            ? new ResolvedTree(tree, null, [])
            : Of(Estimate.Of(tree, Devices.Find(request.Device).Energy!, OptionsOf(request)));

    private static EstimateOptions OptionsOf(TreeRequest request) => new() { Explain = request.Explain };

    private static ResolvedTree Of(Estimate estimate) =>
        new(estimate.Tree, estimate.Device, [.. estimate.Remarks.Select(remark => remark.Text)], estimate.Fit);
}

/// <summary>What a request names does not exist: 404 instead of 400.</summary>
/// <param name="problem">What is missing and what there is instead.</param>
internal sealed class NotFoundException(string problem) : Exception(problem);
