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
    public void Read_OtherContent_IsRefused(string type, string shape, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("x.npy"), Npy(type, shape, new byte[4]));

        Should.Throw<InputException>(() => NpyReader.Read(folder.File("x.npy"))).Message.ShouldContain(message);
    }

    private static byte[] Npy(string type, string shape, byte[] values)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. header, .. values];
    }
}
