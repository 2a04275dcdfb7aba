using System.Text;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Server.Sources;

/// <summary>
/// The folder that is served. Files are found by listing it, never by joining a name that came over the network to a path,
/// so that no name leads out of it; links are not followed. Thread-safe.
/// </summary>
/// <param name="folder">The folder, or null for none.</param>
/// <param name="tables">Reads tables as trees; null where they are not offered.</param>
internal sealed class SharedFolder(string? folder, IContentDecoder? tables = null)
{
    private const int MaxFiles = 2000;
    private const int MaxDepth = 6;

    // As much as holds what says the kind of a JSON file.
    private const int HeadBytes = 1 << 14;

    private readonly string? _folder = folder is null ? null : Path.GetFullPath(folder);

    /// <summary>True where a folder is served.</summary>
    public bool Exists => _folder is not null;

    /// <summary>Its files, sorted by name; the first 2,000.</summary>
    public IReadOnlyList<SharedFile> Files()
    {
        if (_folder is null)
            return [];
        EnumerationOptions options = new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = MaxDepth,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        return
        [
            .. new DirectoryInfo(_folder).EnumerateFiles("*", options)
                .Where(file => file.Extension is ".jsonl" or ".onnx" or ".json" or ".gguf" || IsCompressedTrees(file) || IsTable(file))
                .Take(MaxFiles)
                .Select(Describe)
                .OfType<SharedFile>()
                .SelectMany(WithItsFolder)
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>A file by the name that it is listed under.</summary>
    /// <param name="name">Name from a request.</param>
    /// <exception cref="NotFoundException">No listed file has that name.</exception>
    public SharedFile Find(string name)
    {
        (string path, string? head) = ConfigFile.Split(name);
        if (head is null && name.LastIndexOf(':') is > 0 and var colon)
            (path, head) = (name[..colon], name[(colon + 1)..]);
        return Files().FirstOrDefault(file => file.IsModel && file.Name == name)
            ?? (Files().FirstOrDefault(file => file.Kind == FileKind.Configuration && file.Name == path) is { } found
                ? found with { Head = head }
                : throw new NotFoundException("no file of the folder is called that; GET /api/v1/files lists all"));
    }

    private SharedFile? Describe(FileInfo file)
    {
        string name = Path.GetRelativePath(_folder!, file.FullName).Replace('\\', '/');
        FileKind? kind = file.Extension switch
        {
            ".jsonl" or ".gz" or ".parquet" or ".arrow" or ".feather" => FileKind.Trees,
            ".onnx" => FileKind.Network,
            // Of several parts the first one stands for all.
            ".gguf" => GgufFile.IsLaterPart(name) ? null : FileKind.Configuration,
            _ => KindOfJson(file),
        };
        if (kind == FileKind.Predictor)
            name = Path.GetRelativePath(_folder!, file.DirectoryName!).Replace('\\', '/');
        return kind is { } known ? new SharedFile(name, file.FullName, known, file.Length, file.LastWriteTimeUtc, tables) : null;
    }

    // A configuration with weights beside it is offered alone, and as the model that both are, under the name of the folder.
    private IEnumerable<SharedFile> WithItsFolder(SharedFile file)
    {
        yield return file;
        if (file.Kind != FileKind.Configuration || Path.GetFileName(file.Path) != "config.json")
            yield break;
        DirectoryInfo folder = new FileInfo(file.Path).Directory!;
        FileInfo[] weights = [.. folder.EnumerateFiles("*.safetensors").Where(one => one.LinkTarget is null)];
        if (weights.Length > 0)
            yield return file with
            {
                Name = Path.GetRelativePath(_folder!, folder.FullName).Replace('\\', '/'),
                Path = folder.FullName,
                Bytes = weights.Sum(one => one.Length),
                Changed = weights.Max(one => one.LastWriteTimeUtc),
                IsFolder = true,
            };
    }

    private bool IsTable(FileInfo file) => tables is not null && (file.Extension is ".parquet" or ".arrow" or ".feather");

    private static bool IsCompressedTrees(FileInfo file) => file.Name.EndsWith(".jsonl.gz", StringComparison.Ordinal);

    // The first members of our own files name their format, and a configuration its family.
    private static FileKind? KindOfJson(FileInfo file)
    {
        try
        {
            using FileStream stream = file.OpenRead();
            byte[] head = new byte[HeadBytes];
            string text = Encoding.UTF8.GetString(head.AsSpan(0, stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)));
            if (text.Contains("\"jouletree-device-profile\"", StringComparison.Ordinal))
                return FileKind.Profile;
            if (file.Name == PredictorDirectory.FileName && text.Contains("\"jouletree-predictor\"", StringComparison.Ordinal))
                return FileKind.Predictor;
            return text.Contains("\"model_type\"", StringComparison.Ordinal) ? FileKind.Configuration : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>A file that the folder offers.</summary>
/// <param name="Name">Its path below the folder with slashes; a predictor's is that of its own folder.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Changed">When it was changed last, in UTC.</param>
/// <param name="Tables">Reads it where it is a table; null for nobody.</param>
internal sealed record SharedFile(string Name, string Path, FileKind Kind, long Bytes, DateTime Changed, IContentDecoder? Tables)
{
    /// <summary>The file to read, under the name that strangers may know.</summary>
    public InputFile Open() => new(Path, Name) { Decoder = Tables };

    /// <summary>Head to stand on the model of a configuration; null for none.</summary>
    public string? Head { get; init; }

    /// <summary>True for a folder with a configuration and weights. Default: false.</summary>
    public bool IsFolder { get; init; }

    /// <summary>The model of a configuration, of a folder with one, or of a .gguf file.</summary>
    /// <exception cref="Core.Errors.InputException">It is damaged, or its family does not have the head.</exception>
    public ZooModel Model()
    {
        if (!IsFolder && !GgufModel.IsName(Path))
            return ConfigFile.Read(Open(), Head);
        ZooModel model = IsFolder ? ModelFiles.Open(Open()) : GgufModel.Open(Open());
        return Head is null ? model : (model with { Head = TaskHead.None }).With(model.Family.HeadOf(Head));
    }

    /// <summary>True for what a tree can be had from.</summary>
    public bool IsModel => Kind is FileKind.Trees or FileKind.Network or FileKind.Configuration;

    /// <summary>What the kind is called in answers.</summary>
    public string KindName => Kind switch
    {
        FileKind.Trees => "trees",
        FileKind.Network => "network",
        FileKind.Configuration => "configuration",
        _ => throw new InvalidOperationException($"{Name} is no model"),
    };
}

/// <summary>What a file of the folder holds.</summary>
internal enum FileKind
{
    /// <summary>Trees (<c>.jsonl</c>, <c>.jsonl.gz</c>, <c>.parquet</c>, <c>.arrow</c>, <c>.feather</c>).</summary>
    Trees,

    /// <summary>A network (<c>.onnx</c>).</summary>
    Network,

    /// <summary>A model's configuration: of Hugging Face in a file that ends in .json, or in a .gguf file.</summary>
    Configuration,

    /// <summary>A device profile (<c>.json</c>).</summary>
    Profile,

    /// <summary>A trained predictor (<c>predictor.json</c> in a folder of its own).</summary>
    Predictor,
}
