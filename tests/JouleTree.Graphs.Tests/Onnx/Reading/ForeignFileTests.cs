using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

public class ForeignFileTests
{
    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS")]
    [InlineData("\n <!doctype HTML>\n<html>", "web page")]
    [InlineData("<html><body>404</body></html>", "web page")]
    [InlineData("<?xml version=\"1.0\"?><net name=\"m\">", "XML")]
    [InlineData("GGUF\u0003\0\0\0", "GGUF")]
    [InlineData("{\"model_type\": \"llama\"}", "JSON")]
    [InlineData("layer,flops\nconv1,3\n", "a text")]
    [InlineData("\u001c\0\0\0TFL3\u0014\0", "TensorFlow Lite")]
    [InlineData("\u001c\0\0\0ORTM\u0014\0", "ONNX Runtime's own format")]
    [InlineData("", "empty")]
    public void Describe_FirstBytes_SayWhatItIs(string start, string what) =>
        ForeignFile.Describe(Encoding.Latin1.GetBytes(start), "m.onnx").ShouldNotBeNull().ShouldContain(what);

    [Fact]
    public void Describe_Safetensors_IsTold()
    {
        byte[] header = Encoding.UTF8.GetBytes("{\"w\":{\"dtype\":\"F32\"}}");
        byte[] file = [.. BitConverter.GetBytes((ulong)header.Length), .. header];

        ForeignFile.Describe(file, "m").ShouldNotBeNull().ShouldContain("safetensors");
    }

    [Theory]
    [InlineData("archive/data.pkl", "PyTorch")]
    [InlineData("weights.npy", "NumPy")]
    [InlineData("config.json", "Keras")]
    [InlineData("model.onnx", "ZIP archive")]
    public void Describe_ZipFile_IsToldByWhatItHolds(string entry, string what)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry(entry);

        ForeignFile.Describe(Start(stream), "m.onnx").ShouldNotBeNull().ShouldContain(what);
    }

    [Fact]
    public void Describe_TarAndPickle_AreTold()
    {
        using MemoryStream stream = new();
        using (TarWriter writer = new(stream, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "model.onnx") { DataStream = new MemoryStream([8, 7]) });

        ForeignFile.Describe(Start(stream), "m").ShouldNotBeNull().ShouldContain("tar archive");
        ForeignFile.Describe([0x80, 2, 0x7D], "m").ShouldNotBeNull().ShouldContain("pickle");
    }

    [Fact]
    public void Describe_NameOfATensorFlowModel_IsTold() =>
        ForeignFile.Describe([8, 1, 18, 4], "x/saved_model.pb").ShouldNotBeNull().ShouldContain("TensorFlow");

    [Fact]
    public void Describe_Model_IsNothingElse()
    {
        byte[] bytes = OnnxWriter.ToBytes(TestModels.ControlFlow());

        ForeignFile.Describe(bytes.AsSpan(0, Math.Min(bytes.Length, ForeignFile.StartLength)), "m.onnx").ShouldBeNull();
    }

    private static byte[] Start(MemoryStream stream) => [.. stream.ToArray().Take(ForeignFile.StartLength)];
}
