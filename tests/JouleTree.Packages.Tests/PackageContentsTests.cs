using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>What is in each package: what a stranger wants, and nothing of the machine that packed it.</summary>
[Collection(nameof(Packed))]
public sealed class PackageContentsTests(PackedFixture packed)
{
    private const long MostBytes = 80_000_000;

    private static readonly string[] OfAll = ["CHANGELOG.md", "LICENSE", "README.md", "icon.png"];

    private static readonly string[] Platforms = ["linux-x64", "linux-arm64", "win-x64", "win-arm64", "osx-arm64", "any"];

    private static string Version { get; } = ReleaseTests.Version;

    [Fact]
    public void Packages_AreThese() => packed.Packages.Select(package => package.ToString()).ShouldBe(
        ((string[])[
            "JouleTree", "JouleTree.BenchmarkDotNet", "JouleTree.Measurement", "JouleTree.Metering", "JouleTree.Reporting",
            "JouleTree.Server", "JouleTree.TorchSharp",
        ])
            .SelectMany(id => (string[])[id, $"{id} (symbols)"])
            .Concat(["JouleTree.Tool", .. Platforms.Select(platform => $"JouleTree.Tool.{platform}")]),
        ignoreOrder: true);

    [Theory]
    [InlineData("JouleTree", "JouleTree.Core JouleTree.Graphs JouleTree.Application")]
    [InlineData("JouleTree.Metering", "JouleTree.Metering")]
    [InlineData("JouleTree.BenchmarkDotNet", "JouleTree.BenchmarkDotNet")]
    [InlineData("JouleTree.Measurement", "JouleTree.Measurement")]
    [InlineData("JouleTree.Reporting", "JouleTree.Reporting")]
    [InlineData("JouleTree.Server", "JouleTree.Server")]
    [InlineData("JouleTree.TorchSharp", "JouleTree.TorchSharp")]
    public void Library_HoldsAssembliesWithDocumentation_AndSymbolsApart(string id, string assemblies)
    {
        string[] names = [.. assemblies.Split(' ').Select(name => $"lib/net10.0/{name}")];
        bool hasPages = id is "JouleTree.Reporting" or "JouleTree.Server";

        packed.Of(id).Files.ShouldBe(
        [
            .. OfAll, .. hasPages ? ["THIRD-PARTY-NOTICES.md"] : (string[])[],
            .. names.SelectMany(name => (string[])[$"{name}.dll", $"{name}.xml"]),
        ], ignoreOrder: true);
        packed.SymbolsOf(id).Files.ShouldBe(names.Select(name => $"{name}.pdb"), ignoreOrder: true);
    }

    // Who estimates or meters gets managed code alone; ONNX Runtime comes to who measures.
    [Theory]
    [InlineData("JouleTree", "CsvHelper System.Numerics.Tensors")]
    [InlineData("JouleTree.Metering", "JouleTree")]
    [InlineData("JouleTree.BenchmarkDotNet", "BenchmarkDotNet JouleTree JouleTree.Metering")]
    [InlineData("JouleTree.Measurement",
        "JouleTree JouleTree.Metering Microsoft.ML.OnnxRuntime Tokenizers.DotNet Tokenizers.DotNet.runtime.linux-x64 YamlDotNet")]
    [InlineData("JouleTree.Reporting", "JouleTree")]
    [InlineData("JouleTree.Server", "JouleTree JouleTree.Reporting")]
    [InlineData("JouleTree.TorchSharp", "JouleTree JouleTree.Measurement JouleTree.Metering TorchSharp")]
    public void Library_WantsWhatItCalls_AndItsFriendsOfTheSameVersion(string id, string wanted)
    {
        packed.Of(id).Dependencies.Select(one => one.Split(' ')[0]).ShouldBe(wanted.Split(' '));
        packed.Of(id).Dependencies.Where(one => one.StartsWith("JouleTree", StringComparison.Ordinal))
            .ShouldAllBe(one => one.EndsWith($" [{Version}]", StringComparison.Ordinal));
    }

    [Fact]
    public void Server_WantsAspNetCore() =>
        packed.Of("JouleTree.Server").Elements("frameworkReference").ShouldHaveSingleItem().Attribute("name")!.Value
            .ShouldBe("Microsoft.AspNetCore.App");

    [Fact]
    public void EveryPackage_SaysWhatItIs()
    {
        foreach (PackageFile package in packed.Packages.Where(package => !package.IsSymbols))
        {
            package.Text("version").ShouldBe(Version);
            package.Text("description").ShouldNotBeNullOrWhiteSpace();
            package.Text("license").ShouldBe("MIT");
            package.Text("readme").ShouldBe("README.md");
            package.Text("icon").ShouldBe("icon.png");
            package.Text("authors").ShouldNotBeNullOrWhiteSpace();
            package.Files.ShouldContain("README.md");
            package.Files.ShouldContain("icon.png");
        }
    }

    [Theory]
    [InlineData("linux-x64", "libonnxruntime.so libSkiaSharp.so libhf_tokenizers.so")]
    [InlineData("linux-arm64", "libonnxruntime.so libSkiaSharp.so")]
    [InlineData("win-x64", "onnxruntime.dll libSkiaSharp.dll")]
    [InlineData("win-arm64", "onnxruntime.dll libSkiaSharp.dll")]
    [InlineData("osx-arm64", "libonnxruntime.dylib libSkiaSharp.dylib")]
    [InlineData("any", "libSkiaSharp.so libSkiaSharp.so libSkiaSharp.dylib")]
    public void Tool_OfAPlatform_HoldsItsLibrariesAlone(string platform, string libraries)
    {
        PackageFile package = packed.Of($"JouleTree.Tool.{platform}");
        bool isNative = platform == "linux-x64" && PackedFixture.IsNative;
        string folder = $"tools/{(isNative ? "any" : "net10.0")}/{platform}/";
        string[] natives =
        [
            .. package.Files.Where(name => IsNative(name, package)).Select(name => Path.GetFileName(name))
                .Where(name => !name.Contains("providers_shared", StringComparison.Ordinal) && name != "jouletree"),
        ];

        natives.ShouldBe(libraries.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
        package.Files.ShouldContain($"{folder}jouletree{(isNative ? "" : ".dll")}");
        package.Files.ShouldContain("THIRD-PARTY-NOTICES.md");
        package.Files.ShouldAllBe(name => !name.EndsWith(".xml", StringComparison.Ordinal)
            || name.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal));
        package.Bytes.ShouldBeLessThan(MostBytes);
    }

    [NativeFact]
    public void Tool_OfThisPlatform_IsANativeProgram()
    {
        PackageFile package = packed.Of("JouleTree.Tool.linux-x64");

        package.Files.ShouldAllBe(name => Path.GetExtension(name) != ".dll" && Path.GetExtension(name) != ".dbg");
        package.Content(package.Files.Single(name => Path.GetFileName(name) == "jouletree"))[..4].ShouldBe("\u007fELF"u8.ToArray());
    }

    // Folders of the machine, its user and its clone are nobody's business; what others put into their assemblies is theirs.
    [Fact]
    public void EveryPackage_NamesNoFolderOfTheMachine()
    {
        string[] folders = [SharedData.Repository, packed.Folder, Tool.PackagesOfThisUser];
        foreach (PackageFile package in packed.Packages)
        {
            foreach (string name in package.Files)
            {
                byte[] bytes = package.Content(name);
                foreach (string folder in folders)
                {
                    bool isNamed = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(folder)) >= 0
                        || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(folder)) >= 0;
                    isNamed.ShouldBeFalse($"{package}: {name} names {folder}");
                }
            }
        }
    }

    [Fact]
    public void Symbols_AreOfTheAssemblies_AndKnowSourcesByOneRoot()
    {
        foreach (PackageFile symbols in packed.Packages.Where(package => package.IsSymbols))
        {
            foreach (string name in symbols.Files)
            {
                using MetadataReaderProvider provider =
                    MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Content(name)));
                MetadataReader reader = provider.GetMetadataReader();
                string[] sources =
                    [.. reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name))];
                sources.ShouldAllBe(source => source.StartsWith("/_", StringComparison.Ordinal), name);
                using PEReader assembly = new(new MemoryStream(packed.Of(symbols.Id).Content(Path.ChangeExtension(name, ".dll"))));
                DebugDirectoryEntry entry = assembly.ReadDebugDirectory().First(one => one.Type == DebugDirectoryEntryType.CodeView);
                assembly.ReadDebugDirectory().ShouldContain(one => one.Type == DebugDirectoryEntryType.Reproducible);
                new BlobContentId(reader.DebugMetadataHeader!.Id).Guid.ShouldBe(assembly.ReadCodeViewDebugDirectoryData(entry).Guid);
            }
        }
    }

    private static bool IsNative(string name, PackageFile package)
    {
        if (Path.GetExtension(name) is ".so" or ".dylib")
            return true;
        if (Path.GetExtension(name) != ".dll")
            return false;
        using PEReader reader = new(new MemoryStream(package.Content(name)));
        return !reader.HasMetadata;
    }
}
