using System.IO.Compression;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Inputs;

public sealed class NpyReaderTests
{
    [Fact]
    public void Read_Npy_GivesTypeShapeAndValues()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), Npy("<f4", "(2, 3)",
            [.. new float[] { 1, 2, 3, 4, 5, 6 }.SelectMany(BitConverter.GetBytes)]));

        using TensorData x = NpyReader.Read(folder.File("x.npy"))["x"];

        x.Type.ShouldBe(DataType.Float32);
        x.Shape.ShouldBe([2, 3]);
        x.Elements<float>().ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Read_Npz_GivesArraysByName()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive archive = ZipFile.Open(folder.File("inputs.npz"), ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("input_ids.npy").Open())
            entry.Write(Npy("<i8", "(2,)", [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(9L)]));

        using TensorData ids = NpyReader.Read(folder.File("inputs.npz"))["input_ids"];

        ids.Elements<long>().ToArray().ShouldBe([7, 9]);
    }

    [Theory]
    [InlineData("<c8", "(1,)", "NumPy's type <c8")]
    [InlineData("<f4", "(2,)", "damaged")]
    [InlineData("<f4", "(-2,)", "a size '-2'")]
    [InlineData("<f4", "(4000000000,)", "its shape (4000000000) has more elements than the file")]
    [InlineData("<f4", "(4000000000, 4000000000, 4000000000)", "more elements than the file")]
    public void Read_OtherContent_IsRefused(string type, string shape, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), Npy(type, shape, new byte[4]));

        Should.Throw<InputException>(() => NpyReader.Read(folder.File("x.npy"))).Message.ShouldContain(message);
    }

    [Fact]
    public void Read_ArrayOfNoElements_IsRead()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), Npy("<f4", "(4000000000, 4000000000, 0)", []));

        using TensorData x = NpyReader.Read(folder.File("x.npy"))["x"];

        x.ElementCount.ShouldBe(0);
    }

    [Theory]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(100u)]
    public void Read_HeaderLongerThanTheFile_IsRefused(uint length)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(length), .. "{'descr'"u8]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InputException>(() => NpyReader.Read(folder.File("x.npy"))).Message.ShouldContain($"its header of {length} bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Read_ArrayLargerThanASpan_IsRefused()
    {
        using TemporaryFolder folder = new();
        using (FileStream file = File.Create(folder.File("x.npy")))
        {
            file.Write(Npy("|u1", "(3000000000,)", []));
            file.SetLength(3_000_001_000);
        }

        Should.Throw<InputException>(() => NpyReader.Read(folder.File("x.npy"))).Message.ShouldContain("2 GiB or more (3000000000)");
    }

    [Fact]
    public void Read_NpzWithTwoArraysOfAName_IsRefused()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive archive = ZipFile.Open(folder.File("x.npz"), ZipArchiveMode.Create))
        {
            for (int count = 0; count < 2; count++)
            {
                using Stream entry = archive.CreateEntry("x.npy").Open();
                entry.Write(Npy("|u1", "(1,)", [7]));
            }
        }

        Should.Throw<InputException>(() => NpyReader.Read(folder.File("x.npz"))).Message.ShouldContain("two arrays 'x'");
    }

    private static byte[] Npy(string type, string shape, byte[] values)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. header, .. values];
    }
}
