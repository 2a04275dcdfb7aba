using JouleTree.Testing;

namespace JouleTree.Metering.Tests.Meters;

/// <summary>A file system in a temporary folder, into which tests write what a machine's kernel shows.</summary>
internal sealed class SystemTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Path;

    public SystemTree Set(string path, string text)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text + "\n");
        return this;
    }

    public void Remove(string path) => File.Delete(Path.Combine(Root, path));

    public SystemTree Link(string path, string target)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        Directory.CreateSymbolicLink(full, target);
        return this;
    }

    public void Dispose() => _folder.Dispose();
}
