using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

/// <summary>Uploads that are meant to hurt: each is one clear problem, soon, and the server goes on.</summary>
public sealed class HostileUploadTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private RunningServer Server => fixture.Running;

    [Theory]
    [InlineData("gzip")]
    [InlineData("zip")]
    public async Task Archive_OfAThousandTimesItsSize_IsNotUnpacked(string kind)
    {
        byte[] bomb = Bomb(kind);
        long before = GC.GetTotalAllocatedBytes();
        await RefusedAsync(new ByteArrayContent(bomb), "is an archive");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(200L << 20);
    }

    [Theory]
    [InlineData("PAR1")]
    [InlineData("ARROW1")]
    public async Task Table_WhichIsCompressedInside_IsNotUnpacked(string start) =>
        await RefusedAsync(new ByteArrayContent([.. Encoding.ASCII.GetBytes(start), .. new byte[100]]), "is a table (Parquet or Arrow)");

    [Fact]
    public async Task CompressedBody_WhateverItHolds_IsRefused()
    {
        using ByteArrayContent content = new(Bomb("gzip"));
        content.Headers.ContentEncoding.Add("gzip");
        await RefusedAsync(content, "not compressed");
    }

    [Fact]
    public async Task Form_WithAFile_SaysHowToSendIt()
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent(Trees()), "file", "trees.jsonl" } };
        await RefusedAsync(form, "--data-binary");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/png")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task ContentType_WhateverItSays_IsNotBelieved(string? type)
    {
        using ByteArrayContent content = new(Trees());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        (HttpStatusCode status, JsonElement upload) = await Server.PostAsync("/uploads?name=a.png", content);
        status.ShouldBe(HttpStatusCode.Created);
        upload.GetProperty("kind").GetString().ShouldBe("trees");
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Json_OfTenThousandLevels_IsOneProblem(string open, string close)
    {
        StringBuilder text = new("{\"model_name\": \"deep\", \"other\": ");
        for (int level = 0; level < 10_000; level++)
            text.Append(open);
        text.Append('1');
        for (int level = 0; level < 10_000; level++)
            text.Append(close);
        await RefusedAsync(new StringContent(text.Append("}\n").ToString()), "bad");
    }

    [Fact]
    public async Task Tree_OfTenThousandLevels_IsOneProblem()
    {
        StringBuilder text = new("{\"model_name\":\"deep\",\"batch_size\":1,\"seq_len\":1,\"frontend_tree\":");
        for (int level = 0; level < 10_000; level++)
            text.Append("{\"id\":\"").Append(level).Append(
                "\",\"scope\":\"root\",\"instance_type\":\"M\",\"type\":\"module\",\"child_nodes_obj\":[");
        for (int level = 0; level < 10_000; level++)
            text.Append("]}");
        await RefusedAsync(new StringContent(text.Append("}\n").ToString()), "bad");
    }

    /// <summary>Field 7 (graph) or 8 (opset) with a length that the body does not have.</summary>
    [Theory]
    [InlineData(new byte[] { 0x08, 0x07, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x07 })]
    [InlineData(new byte[] { 0x08, 0x07, 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { 0x08, 0x07, 0x42, 0x80, 0x80, 0x80, 0x80, 0x40 })]
    [InlineData(new byte[] { 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0x00 })]
    public async Task Network_WithHugeLengths_IsRefusedWithoutReservingThem(byte[] bytes)
    {
        long before = GC.GetTotalAllocatedBytes();
        await RefusedAsync(new ByteArrayContent(bytes), "bad");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(100L << 20);
    }

    [Theory]
    [InlineData("{\"model_name\":\"n\",\"batch_size\":1e999,\"seq_len\":1,\"frontend_tree\":{}}")]
    [InlineData("{\"model_name\":\"n\",\"batch_size\":-3,\"seq_len\":1,\"frontend_tree\":{\"id\":\"0\",\"scope\":\"root\","
        + "\"instance_type\":\"M\",\"type\":\"robot\",\"child_nodes_obj\":[]}}")]
    [InlineData("{\"model_name\":\"n\",\"frontend_tree\":{\"id\":\"0\",\"scope\":\"root\",\"instance_type\":\"M\",\"type\":\"model\","
        + "\"child_nodes_obj\":[{\"id\":\"0\",\"scope\":\"a\",\"instance_type\":\"M\",\"type\":\"ml\",\"child_nodes_obj\":[]}]}}")]
    [InlineData("\u0000\u0000")]
    [InlineData("{\"model_name\":\"\ud800\"}")]
    public async Task Tree_ThatIsNone_IsOneProblem(string text) => await RefusedAsync(new StringContent(text), "bad");

    [Fact]
    public async Task Uploads_ManyAtOnceGoodAndBad_AreEachAnswered()
    {
        byte[] good = Trees(), bomb = Bomb("zip");
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(async index =>
        {
            using ByteArrayContent content = new(index % 3 == 0 ? bomb : index % 3 == 1 ? good : good[..(good.Length / 2)]);
            return (await Server.PostAsync("/uploads?name=bad", content)).Status;
        }));
        for (int index = 0; index < answers.Length; index++)
            answers[index].ShouldBe(index % 3 == 1 ? HttpStatusCode.Created : HttpStatusCode.BadRequest);
        (await Server.GetAsync("/status")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Uploads_MoreThanAreKept_PushOutTheOldest()
    {
        await using RunningServer small = await RunningServer.StartAsync(options => options with { MaxUploads = 4 });
        List<string> ids = [];
        for (int round = 0; round < 6; round++)
            ids.Add((await small.PostAsync("/uploads", new ByteArrayContent(Trees()))).Json.GetProperty("upload").GetString()!);
        (await small.GetAsync("/status")).Json.GetProperty("uploads").GetInt32().ShouldBe(4);
        (await small.GetAsync($"/uploads/{ids[0]}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await small.GetAsync($"/uploads/{ids[5]}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task RefusedAsync(HttpContent content, string detail)
    {
        using (content)
        {
            (HttpStatusCode status, JsonElement problem) = await Server.PostAsync("/uploads?name=bad", content);
            status.ShouldBe(HttpStatusCode.BadRequest);
            problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(detail);
            problem.GetProperty("detail").GetString()!.Length.ShouldBeLessThan(600);
        }
    }

    // 256 MB of zeros in some hundred kilobytes.
    private static byte[] Bomb(string kind)
    {
        byte[] zeros = new byte[1 << 20];
        using MemoryStream packed = new();
        if (kind == "gzip")
        {
            using GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true);
            for (int round = 0; round < 256; round++)
                gzip.Write(zeros);
        }
        else
        {
            using ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true);
            using Stream entry = zip.CreateEntry("../../bomb.onnx", CompressionLevel.Fastest).Open();
            for (int round = 0; round < 256; round++)
                entry.Write(zeros);
        }

        return packed.ToArray();
    }

    private static byte[] Trees()
    {
        using MemoryStream stream = new();
        using (TreeWriter writer = new(stream))
            writer.Write(TestTrees.Campaign());
        return stream.ToArray();
    }
}
