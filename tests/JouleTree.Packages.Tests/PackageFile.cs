using System.IO.Compression;
using System.Xml.Linq;

namespace JouleTree.Packages.Tests;

/// <summary>A package, opened.</summary>
public sealed class PackageFile
{
    private readonly string _path;
    private readonly string[] _names;

    /// <summary>Opens one.</summary>
    /// <param name="path">Its path.</param>
    public PackageFile(string path)
    {
        _path = path;
        IsSymbols = path.EndsWith(".snupkg", StringComparison.Ordinal);
        Bytes = new FileInfo(path).Length;
        using ZipArchive archive = ZipFile.OpenRead(path);
        _names = [.. archive.Entries.Select(entry => entry.FullName)];
        using Stream manifest = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        Manifest = XDocument.Load(manifest);
    }

    /// <summary>True where it holds symbols alone.</summary>
    public bool IsSymbols { get; }

    /// <summary>Its length.</summary>
    public long Bytes { get; }

    /// <summary>What it says of itself.</summary>
    public XDocument Manifest { get; }

    /// <summary>Its id.</summary>
    public string Id => Text("id")!;

    /// <summary>Its files, without those that every package has for its own sake.</summary>
    public IEnumerable<string> Files => _names
        .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
            && name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>Packages that it wants, each as <c>id versions</c>.</summary>
    public IEnumerable<string> Dependencies => Elements("dependency")
        .Select(one => $"{one.Attribute("id")!.Value} {one.Attribute("version")!.Value}").Order(StringComparer.Ordinal);

    /// <summary>An element's text; null where there is none.</summary>
    /// <param name="element">Its name.</param>
    public string? Text(string element) => Elements(element).FirstOrDefault()?.Value;

    /// <summary>Elements of a name.</summary>
    /// <param name="element">Their name.</param>
    public IEnumerable<XElement> Elements(string element) =>
        Manifest.Descendants().Where(one => one.Name.LocalName == element);

    public override string ToString() => $"{Id}{(IsSymbols ? " (symbols)" : "")}";

    /// <summary>What a file of it holds.</summary>
    /// <param name="file">Its name.</param>
    public byte[] Content(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(_path);
        using Stream stream = archive.GetEntry(file)!.Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
