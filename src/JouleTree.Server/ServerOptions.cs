using JouleTree.Core.Files;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Reporting.Report;

namespace JouleTree.Server;

/// <summary>How the explorer is served.</summary>
public sealed record ServerOptions
{
    /// <summary>Folder whose tree files, models, profiles and predictors are offered, or null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Addresses to listen on. Default: port 5277 of the loopback address; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5277"];

    /// <summary>Key that requests to the API must carry, or null where none is asked for.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Largest body of an upload in bytes. Default: 512 MiB.</summary>
    public long MaxUploadBytes { get; init; } = 512L << 20;

    /// <summary>
    /// Most nodes that all uploads together may hold in memory, about 1 KB each; those not used longest go first. Default: 250,000.
    /// </summary>
    public int MaxUploadNodes { get; init; } = 250_000;

    /// <summary>Most uploads that are kept; those not used longest go first. Default: 256.</summary>
    public int MaxUploads { get; init; } = 256;

    /// <summary>Requests that are worked on at the same time. Default: twice the processors, at least 4.</summary>
    public int MaxConcurrentRequests { get; init; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>Requests that wait for a place; more are turned away with 503. Default: 512.</summary>
    public int MaxQueuedRequests { get; init; } = 512;

    /// <summary>How long a request may take before it is given up. Default: 30 s; uploads ten times that.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping server waits for requests that it has begun. Default: 8 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long nobody has asked for anything before memory is given back. Default: 5 s.</summary>
    internal TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Is asked for shapes of the folder's ONNX files that our own rules leave unknown, such as an engine; null for nobody. Uploads are
    /// never handed on.
    /// </summary>
    internal IShapeSource? Shapes { get; init; }

    /// <summary>
    /// Reads tables of the folder (Parquet, Arrow) as trees; null where none are offered. Uploads are never handed on.
    /// </summary>
    internal IContentDecoder? Tables { get; init; }

    /// <summary>Files of the explorer's page; null for those of this assembly.</summary>
    internal PageFiles? Pages { get; init; }

    /// <summary>Takes a line about a failure that is a bug of the server; null to drop it.</summary>
    public Action<string>? Log { get; init; }
}
