using System.Diagnostics;
using System.Globalization;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Cli.Measuring;

/// <summary>
/// This process as the one that a provider may take with it: it leaves word of what it does and what it has measured in a folder of its
/// parent's, and ends when the parent does.
/// </summary>
internal sealed class ProviderChild : IDisposable
{
    /// <summary>Variable that holds the folder.</summary>
    public const string FolderVariable = "JOULETREE_PROVIDER_FOLDER";

    /// <summary>Variable that holds the parent's number.</summary>
    public const string ParentVariable = "JOULETREE_PROVIDER_PARENT";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly Timer _timer;
    private long _told;

    private ProviderChild(string folder, int parent)
    {
        _folder = folder;
        _timer = new Timer(_ => EndWith(parent), null, Step, Step);
    }

    /// <summary>This process, or null where it is no child.</summary>
    public static ProviderChild? OfThisProcess() =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder && Directory.Exists(folder)
            && int.TryParse(Environment.GetEnvironmentVariable(ParentVariable), CultureInfo.InvariantCulture, out int parent)
            ? new ProviderChild(folder, parent)
            : null;

    /// <summary>File that says what is being done, written anew at most once a second.</summary>
    /// <param name="folder">The folder.</param>
    public static string DoingFile(string folder) => Path.Combine(folder, "doing");

    /// <summary>File of the tree with what was measured so far.</summary>
    /// <param name="folder">The folder.</param>
    public static string KeptFile(string folder) => Path.Combine(folder, "kept.jsonl");

    /// <summary>File of the exit code, there once everything is written.</summary>
    /// <param name="folder">The folder.</param>
    public static string EndFile(string folder) => Path.Combine(folder, "end");

    /// <summary>Says what is being done.</summary>
    /// <param name="what">What.</param>
    public void Tell(string what)
    {
        if (_told != 0 && Stopwatch.GetElapsedTime(_told) < Step)
            return;
        _told = Stopwatch.GetTimestamp();
        AtomicFile.Write(DoingFile(_folder), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(what)));
    }

    /// <summary>Keeps what was measured so far.</summary>
    /// <param name="tree">The tree with it.</param>
    public void Keep(ModelTree tree) => AtomicFile.Write(KeptFile(_folder), stream =>
    {
        using TreeWriter writer = new(stream);
        writer.Write(tree);
    });

    /// <summary>Says that everything is written, so that what a provider does at the end of the process does not matter.</summary>
    /// <param name="code">The exit code.</param>
    public void End(int code) => AtomicFile.Write(EndFile(_folder),
        stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(code.ToString(CultureInfo.InvariantCulture))));

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static void EndWith(int parent)
    {
        try
        {
            using Process alive = Process.GetProcessById(parent);
        }
        catch (ArgumentException)
        {
            Environment.Exit(Terminal.ExitCodes.Cancelled);
        }
    }
}
