using System.Runtime.InteropServices;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>All tests of packages look at the same ones, one after the other: they pack once, and build.</summary>
[CollectionDefinition(nameof(Packed), DisableParallelization = true)]
public sealed class Packed : ICollectionFixture<PackedFixture>;

/// <summary>The packages of this repository, packed as a release packs them.</summary>
public sealed class PackedFixture : IDisposable
{
    private readonly TemporaryFolder _root = new();

    /// <summary>Packs.</summary>
    public PackedFixture()
    {
        // A native program is made for one platform, where there is a linker; on others a release says so itself (docs/releasing.md).
        string[] native = IsNative ? [] : ["-p:NativePlatform=none"];
        Tool.Dotnet(SharedData.Repository, [
            "pack", "JouleTree.slnx", "-c", "Release", "-o", Folder, "-nodeReuse:false", "-m:2", "-clp:ErrorsOnly", .. native,
        ]).ShouldSucceed();
        Packages = [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Select(file => new PackageFile(file))];
    }

    /// <summary>True where the tool's package for this platform holds a native program.</summary>
    public static bool IsNative => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
        && (InstalledPrograms.Has("clang") || InstalledPrograms.Has("gcc"));

    /// <summary>Folder of the packages, from which they are installed.</summary>
    public string Folder => Path.Combine(_root.Path, "packages");

    /// <summary>All packages, those of symbols too.</summary>
    public IReadOnlyList<PackageFile> Packages { get; }

    /// <summary>The package of an id.</summary>
    /// <param name="id">Its id.</param>
    public PackageFile Of(string id) => Packages.Single(package => package.Id == id && !package.IsSymbols);

    /// <summary>The symbols of a package.</summary>
    /// <param name="id">Its id.</param>
    public PackageFile SymbolsOf(string id) => Packages.Single(package => package.Id == id && package.IsSymbols);

    /// <summary>An empty folder, far from the repository and its settings, whose restores take what is new from the packages.</summary>
    /// <param name="name">Its name.</param>
    public string NewFolder(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root.Path, name)).FullName;
        // Ours come from where they were just packed and nowhere else: the folder of this user may hold older ones of the same version.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_root.Path, "unpacked")}" /></config>
              <packageSources>
                <clear /><add key="packed" value="{Folder}" /><add key="others" value="{Tool.PackagesOfThisUser}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="packed"><package pattern="JouleTree" /><package pattern="JouleTree.*" /></packageSource>
                <packageSource key="others"><package pattern="*" /></packageSource>
              </packageSourceMapping>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        return folder;
    }

    public void Dispose() => _root.Dispose();
}
