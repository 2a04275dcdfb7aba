using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Server.Sources;

/// <summary>
/// Gives the tree of a request: built from the zoo, read from the folder, or uploaded; predicted where a device is named. Thread-safe.
/// </summary>
internal sealed class TreeSource
{
    private const long CachedBytes = 64L << 20;
    private const int NotedKeys = 4096;

    private readonly BoundedCache<string, ResolvedTree> _trees = new(CachedBytes, tree => tree.Bytes);
    private readonly BoundedCache<string, bool> _noted = new(NotedKeys, _ => 1);
    private readonly int _maxUploadNodes;

    /// <summary>A source.</summary>
    /// <param name="folder">Folder that is served, or null for none.</param>
    /// <param name="maxUploadNodes">Most nodes that all uploads together may hold.</param>
    /// <param name="maxUploads">Most uploads that are kept.</param>
    public TreeSource(string? folder, int maxUploadNodes, int maxUploads)
    {
        Folder = new SharedFolder(folder);
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

    /// <summary>Reads and keeps an upload.</summary>
    /// <param name="stream">Its content; can seek.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="cancellation">Ends reading early.</param>
    public Upload Keep(Stream stream, string? name, CancellationToken cancellation)
    {
        Upload upload = UploadReader.Read(stream, name, _maxUploadNodes, cancellation);
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
            return Of(request, UploadOf(id));
        SharedFile? file = request.File is { } name ? Folder.Find(name) : null;
        string device = request.Device is { } named ? Devices.StampOf(named) : "";
        string key = $"{request.Key}\n{file?.Changed.Ticks}/{file?.Bytes}\n{device}";
        if (_trees.TryGet(key, out ResolvedTree? known))
            return known;
        ResolvedTree made = file switch
        {
            null => Predicted(request, Architecture(request)),
            { Kind: FileKind.Network } => Predicted(request, Network(request, file)),
            _ => Stored(request, TreeOf(file, request.Tree, cancellation)),
        };
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

    /// <summary>The upload of an id.</summary>
    /// <exception cref="NotFoundException">There is none (any more).</exception>
    public Upload UploadOf(string id) => Uploads.TryGet(id, out Upload? upload)
        ? upload
        : throw new NotFoundException(
            "there is no upload of that id; uploads are kept in memory, and the oldest go first: upload it again");

    private ResolvedTree Of(TreeRequest request, Upload upload)
    {
        if (upload.Network is { } network)
            return Predicted(request, OnnxGraphReader.Read(network, Path.GetFileNameWithoutExtension(upload.Name), WorkloadOf(request)));
        return request.Tree >= 1 && request.Tree <= upload.Trees.Count
            ? Stored(request, upload.Trees[request.Tree - 1])
            : throw new NotFoundException($"{upload.Name} has {upload.Trees.Count} trees; tree={request.Tree} is not one of them");
    }

    private static Graph Architecture(TreeRequest request)
    {
        string name = request.Model ?? throw new InputException("name a tree: model=NAME, file=NAME or upload=ID");
        ZooModel model = ModelZoo.TryFind(name) ?? throw new NotFoundException(NotFoundText(name));
        Limits.Check(request.Set);
        ConfigFields changes = ConfigFields.Empty();
        foreach (string pair in request.Set)
            changes.AddPair(pair);
        return model.Build(WorkloadOf(request), changes);
    }

    private static string NotFoundText(string name)
    {
        try
        {
            ModelZoo.Find(name);
        }
        catch (InputException error)
        {
            return error.Message.Replace("`jouletree inspect --list` shows all names", "GET /api/v1/models lists all",
                StringComparison.Ordinal);
        }

        return $"no architecture is called '{name}'";
    }

    private static Graph Network(TreeRequest request, SharedFile file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file.Path);
            return OnnxGraphReader.Read(OnnxReader.Read(stream, file.Name), Path.GetFileNameWithoutExtension(file.Name),
                WorkloadOf(request));
        }
        catch (IOException error)
        {
            throw new InputException(new InputPlace(file.Name), "cannot be read", error);
        }
    }

    private static ModelTree TreeOf(SharedFile file, int number, CancellationToken cancellation)
    {
        using FileStream stream = File.OpenRead(file.Path);
        int read = 0;
        foreach (ModelTree tree in TreeReader.Read(stream, file.Name))
        {
            cancellation.ThrowIfCancellationRequested();
            if (++read == number)
                return tree;
        }

        throw new NotFoundException($"{file.Name} has {read} trees; tree={number} is not one of them");
    }

    private static Workload WorkloadOf(TreeRequest request) => new Workload
    {
        BatchSize = request.Batch ?? 1,
        SequenceLength = request.Length,
        FloatType = request.FloatType,
        InputShapes = request.Inputs.Select(ShapeOf).ToDictionary(input => input.Name, input => input.Shape),
    }.Checked();

    private static (string Name, TensorShape Shape) ShapeOf(string text)
    {
        int equals = text.LastIndexOf('=');
        string[] sizes = equals > 0 ? text[(equals + 1)..].Split('x') : [];
        long[] dimensions = new long[sizes.Length];
        bool good = sizes.Length is > 0 and <= 16;
        for (int index = 0; index < sizes.Length; index++)
            good &= long.TryParse(sizes[index], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[index])
                && dimensions[index] >= 1;
        return good
            ? (text[..equals], new TensorShape(dimensions))
            : throw new InputException($"input={text}: expected NAME=SIZExSIZE with sizes of at least 1, such as input=8x3x224x224");
    }

    private ResolvedTree Predicted(TreeRequest request, Graph graph)
    {
        string device = request.Device ?? DeviceCatalog.Default;
        if (device == TreeRequest.NoDevice)
        {
            GraphView full = GraphView.Full(graph);
            return new ResolvedTree(full.Tree, null, [
                .. full.Uncounted.Select(one => $"not counted: {one.Occurrences} × {one.Type}: {one.Reason}; sums above are partial")]);
        }

        Device found = Devices.Find(device);
        if (found.NeedsRun)
            throw new InputException(
                $"device={device} needs a run of the model, such as its time: it predicts the trees of measured files; for models pick "
                + $"another device");
        bool isFull = found.Predictor is IrenePredictor { View: TreeView.Full };
        return Predict(request, (isFull ? GraphView.Full(graph) : GraphView.ForPrediction(graph)).Tree, found);
    }

    private ResolvedTree Stored(TreeRequest request, ModelTree tree) =>
        request.Device is null or TreeRequest.NoDevice
            ? new ResolvedTree(tree, null, [])
            : Predict(request, tree, Devices.Find(request.Device));

    private static ResolvedTree Predict(TreeRequest request, ModelTree tree, Device device)
    {
        const UnknownPrimitives Unknown = UnknownPrimitives.Mean;
        PredictionLog log = new();
        IEnergyPredictor predictor = device.Predictor!;
        ModelTree predicted = request.Explain
            ? predictor.Explain(tree, Unknown, log)
            : predictor.Predict(tree, Unknown, log);
        string how = predictor is CalibratedPredictor ? "estimated from FLOPs and bytes alone" : "taken for the mean of all primitives";
        return new ResolvedTree(predicted, device.Name,
            [.. log.FilledIn.Select(pair =>
            $"unknown type: {pair.Value} {(pair.Value == 1 ? "node" : "nodes")} of type {pair.Key}, which was never trained on "
                + $"{device.Name}; {how}")]);
    }
}

/// <summary>What a request names does not exist: 404 instead of 400.</summary>
/// <param name="problem">What is missing and what there is instead.</param>
internal sealed class NotFoundException(string problem) : Exception(problem);
