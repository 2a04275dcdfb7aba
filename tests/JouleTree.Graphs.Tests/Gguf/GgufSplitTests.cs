using System.Diagnostics;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>Models of several files, as llama-gguf-split makes them.</summary>
public sealed class GgufSplitTests : IDisposable
{
    private static readonly GgufSizes Large = new(80, 8192, 64, 8, 57344, 128256, Context: 131072);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_AnyPart_ReadsAll()
    {
        string[] paths = Write(3, 6, tensors: 6);

        foreach (string path in paths)
        {
            GgufFile file = GgufFile.Open(path);

            file.Title.ShouldBe("model");
            file.Headers.Count.ShouldBe(3);
            file.Tensors.Count.ShouldBe(6);
            file.Text("general.architecture").ShouldBe("llama");
        }
    }

    [Fact]
    public void Open_PartMissing_IsNamed()
    {
        string[] paths = Write(3, 6, tensors: 6);
        File.Delete(paths[1]);

        Error(paths[0]).ShouldBe($"{paths[0]}: is one of 3 parts, of which 1 are missing beside it: model-00002-of-00003.gguf");
    }

    [Fact]
    public void Open_PartOfAnotherModel_IsRefused()
    {
        string[] paths = Write(3, 6, tensors: 6);
        File.Copy(paths[1], paths[2], overwrite: true);

        Error(paths[0]).ShouldContain("model-00003-of-00003.gguf: field 'split.no': is 1 of 3, expected 2 of 3");
    }

    [Fact]
    public void Open_OtherName_SaysHowPartsAreCalled()
    {
        string[] paths = Write(3, 6, tensors: 6);
        File.Move(paths[0], _folder.File("first.gguf"));

        Error(_folder.File("first.gguf")).ShouldContain("is one of 3 parts, whose names end in -00001-of-00003.gguf");
    }

    [Fact]
    public void Open_TensorInTwoParts_IsRefused()
    {
        string[] paths = Write(2, 2, tensors: 2);
        Part(1, 2, 2).Tensor("t0", GgufWriter.F32, 8).WriteTo(paths[1]);

        Error(paths[0]).ShouldContain("tensor t0 stands in an earlier part, too");
    }

    [Fact]
    public void Open_FewerTensorsThanSaid_IsRefused() =>
        Error(Write(2, 4, tensors: 5)[0]).ShouldContain("field 'split.tensors.count': is 5, and the 2 parts hold 4 tensors");

    [Fact]
    public void Open_CountOf2To60_IsRefused()
    {
        string path = new GgufWriter().Pair("split.count", GgufWriter.U64, BitConverter.GetBytes(1UL << 60))
            .WriteTo(_folder.File("model-00001-of-00003.gguf"));

        Error(path).ShouldContain("expected at most 99999");
    }

    [Fact]
    public void InFolder_PartsOfOneModel_AreOne()
    {
        string[] paths = Write(3, 6, tensors: 6);
        new GgufWriter().WriteTo(_folder.File("mmproj-model.gguf"));

        GgufModel.InFolder(_folder.Path).ShouldBe(paths[0]);
        new GgufWriter().WriteTo(_folder.File("other.gguf"));
        Should.Throw<InputException>(() => GgufModel.InFolder(_folder.Path)).Message.ShouldContain("has 2 models: name one, such as");
    }

    // 100 GB in 100 files of holes: headers alone are read.
    [LinuxFact]
    public void Open_HundredGigabytesOfHundredFiles_TakesASecondAndLittleMemory()
    {
        const int parts = 100;
        GgufModels all = new("llama", Large) { TypeOf = _ => GgufWriter.Q8_0 };
        all.Llama("Large", tokens: 128256);
        IReadOnlyList<(string Name, uint Type, long[] Sizes)> tensors = all.File.Tensors;
        for (int part = 0; part < parts; part++)
        {
            GgufWriter file = part == 0 ? new GgufModels("llama", Large).In(Part(0, parts, tensors.Count)).Metadata("Large", 128256).File
                : Part(part, parts, tensors.Count);
            foreach ((string name, uint type, long[] sizes) in tensors.Where((_, index) => index * parts / tensors.Count == part))
                file.Tensor(name, type, sizes);
            file.WriteTo(_folder.File($"large-{part + 1:00000}-of-{parts:00000}.gguf"));
        }

        string path = _folder.File($"large-00001-of-{parts:00000}.gguf");
        ZooModel warm = GgufModel.Open(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        ZooModel model = GgufModel.Open(path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Slowness.OfRun(started, TimeSpan.FromSeconds(1), () => GgufModel.Open(path)).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        allocated.ShouldBeLessThan(50 << 20);
        model.Weights!.Files.ShouldBe(parts);
        model.Weights.All.Sum(tensor => tensor.Bytes).ShouldBe(warm.Weights!.All.Sum(tensor => tensor.Bytes));
        model.Weights.All.Sum(tensor => tensor.Bytes).ShouldBeInRange(100_000_000_000, 150_000_000_000);
    }

    private static string Error(string path) => Should.Throw<InputException>(() => GgufFile.Open(path)).Message;

    private static GgufWriter Part(int number, int count, int tensors)
    {
        GgufWriter file = new GgufWriter().Pair("split.no", GgufWriter.U16, BitConverter.GetBytes((ushort)number))
            .Pair("split.count", GgufWriter.U16, BitConverter.GetBytes((ushort)count))
            .Pair("split.tensors.count", GgufWriter.I32, BitConverter.GetBytes(tensors));
        return file;
    }

    private string[] Write(int parts, int written, int tensors) =>
    [
        .. Enumerable.Range(0, parts).Select(number =>
        {
            GgufWriter file = Part(number, parts, tensors);
            if (number == 0)
                file.With("general.architecture", "llama");
            for (int index = number * written / parts; index < (number + 1) * written / parts; index++)
                file.Tensor($"t{index}", GgufWriter.F32, 8);
            return file.WriteTo(_folder.File($"model-{number + 1:00000}-of-{parts:00000}.gguf"));
        }),
    ];
}
