using System.Globalization;
using System.Text.Json;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;
using JouleTree.Server;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Doors;

/// <summary>
/// The same request through every door: the library, <c>estimate</c>, <c>sweep</c> and HTTP give the same joules, intervals, remarks
/// and refusals.
/// </summary>
public sealed class SameAnswerTests(Doors doors) : IClassFixture<Doors>
{
    /// <summary>Forty-three requests that are answered, and twenty-two that are refused.</summary>
    public static TheoryData<string, int, int?, string?, bool> Requests
    {
        get
        {
            TheoryData<string, int, int?, string?, bool> requests = [];
            string[] texts = ["bert-base-uncased", "gpt2", "roberta-base", "distilbert-base-uncased", "gpt2:lm-head", "t5-small"];
            foreach (string name in texts)
            {
                foreach ((int batch, int? length) in ((int, int?)[])[(8, 128), (1, 16), (64, null)])
                    requests.Add(name, batch, length, null, true);
            }

            foreach (string name in (string[])["resnet18", "vgg11", "mobilenet_v2", "vit_b_16", "alexnet"])
            {
                foreach (int batch in (int[])[1, 8, 33])
                    requests.Add(name, batch, null, null, true);
            }

            requests.Add("bert-base-uncased", 8, 64, "num_hidden_layers=2", true);
            requests.Add("gpt2", 4, 64, "n_layer=3", true);
            requests.Add("bert-base-uncased:masked-lm", 8, 64, null, true);
            requests.Add("net.onnx", 1, null, null, true);
            requests.Add("partial.onnx", 1, null, null, true);
            requests.Add("net.onnx", 2, null, null, true);
            requests.Add("partial.onnx", 2, null, null, true);

            requests.Add("tiny.json", 2, 16, null, true);
            requests.Add("tiny.json", 1, null, "num_hidden_layers=1", true);
            requests.Add("tiny.json:lm-head", 1, 16, null, true);

            requests.Add("experts.json", 1, 16, null, false);
            requests.Add("tiny.json", 1, 16, "num_attention_heads=7", false);
            foreach (string name in (string[])["bert-bass-uncased", "resnet", "nobody/knows", "gpt2:no-head"])
                requests.Add(name, 1, null, null, false);
            foreach (string name in (string[])["bert-base-uncased", "roberta-base", "gpt2", "distilbert-base-uncased"])
                requests.Add(name, 1, 100_000, null, false);
            foreach (string change in (string[])["no_such_field=3", "num_hidden_layers=many", "hidden_size=100", "num_attention_heads=7"])
                requests.Add("bert-base-uncased", 1, 16, change, false);
            foreach (string change in (string[])["no_such_field=3", "n_layer=x", "n_head=5"])
                requests.Add("gpt2", 1, 16, change, false);
            foreach (string name in (string[])["damaged.onnx", "weightless.onnx", "empty.onnx"])
                requests.Add(name, 1, null, null, false);
            requests.Add("resnet18", 1, null, "no_such_field=3", false);
            requests.Add("vgg11", 1, null, "num_classes=none", false);
            return requests;
        }
    }

    [Fact]
    public void Requests_AThirdOfThem_AreRefused()
    {
        Requests.Count.ShouldBe(65);
        Requests.Count(row => row[4] is false).ShouldBe(22);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_ThroughEveryDoor_IsAnsweredAlike(string model, int batch, int? length, string? change, bool answered)
    {
        string name = IsFile(model) ? doors.Folder.File(model) : model;
        Answer library = Library(name, batch, length, change);
        (library.Refusal is null).ShouldBe(answered, library.Refusal);

        SameAs(library, Estimate(name, batch, length, change), "estimate");
        SameAs(library, Sweep(name, batch, length, change), "sweep");
        SameAs(library, await HttpAsync(model, batch, length, change), "HTTP");
    }

    [Fact]
    public async Task Types_ThatNoProfileIsOf_AreRefusedUnderTheNameThatEachDoorHasForThem()
    {
        const string problem = "device profiles are of float32 models, and energies of other types differ";

        CommandRun command = CommandRun.Of("estimate", "gpt2", "--data-type", "float16");
        Uri address = new($"{JouleTreeServer.ApiPath}/tree?model=gpt2&data_type=float16", UriKind.Relative);
        using HttpResponseMessage response = await doors.Client.GetAsync(address);

        Should.Throw<InputException>(() => EstimableModel.Of(
            ModelSource.Open("gpt2"), new Workload { FloatType = DataType.Float16 })).Message.ShouldBe($"FloatType: {problem}");
        command.Error.ShouldStartWith($"jouletree: error: --data-type: {problem}\n");
        command.ExitCode.ShouldBe(ExitCodes.Usage);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"data_type: {problem}");
    }

    private void SameAs(Answer expected, Answer found, string door)
    {
        if (expected.Refusal is { } refusal)
        {
            // Every door says where it has names, and the server keeps paths to itself; the reason is the same.
            Reason(found.Refusal.ShouldNotBeNull(door)).ShouldBe(Reason(refusal), door);
            return;
        }

        found.Refusal.ShouldBeNull(door);
        found.Joules.ShouldBe(expected.Joules, door);
        found.Low.ShouldBe(expected.Low, door);
        found.High.ShouldBe(expected.High, door);
        found.Notes.ShouldBe(expected.Notes, door);
        foreach (string remark in found.Remarks is null ? [] : expected.Remarks!)
            found.Remarks!.ShouldContain(remark, door);
    }

    private static bool IsFile(string model) =>
        model.EndsWith(".onnx", StringComparison.Ordinal) || model.Contains(".json", StringComparison.Ordinal);

    private string Reason(string refusal) => refusal.Replace(doors.Folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
        .Replace("GET /api/v1/models", "`jouletree inspect --list`", StringComparison.Ordinal)
        .Replace("`ModelZoo.Models`", "`jouletree inspect --list`", StringComparison.Ordinal)
        .Replace("(set)", "(--set)", StringComparison.Ordinal).Replace("(`ConfigFields`)", "(--set)", StringComparison.Ordinal);

    private static Answer Library(string name, int batch, int? length, string? change)
    {
        try
        {
            ConfigFields? changes = change is null ? null : ConfigFields.Empty().AddPair(change);
            Estimate estimate = EstimableModel.Of(
                ModelSource.Open(name, EngineIfThere.Instance), new Workload { BatchSize = batch, SequenceLength = length }, changes)
                .On(EnergyDevice.Find("irene-device-1"));
            PredictionDetails root = estimate.Tree.Root.Details!.Prediction!;
            return new Answer(root.Joules, root.Low, root.High, [.. estimate.Tree.Root.Details.Remarks],
                [.. estimate.Remarks.Select(remark => remark.Text)], null);
        }
        catch (InputException error)
        {
            return new Answer(null, null, null, [], null, error.Message);
        }
    }

    private static string[] Options(int batch, int? length, string? change) =>
    [
        "--batch-size", batch.ToString(CultureInfo.InvariantCulture),
        .. length is { } tokens ? (string[])["--seq-len", tokens.ToString(CultureInfo.InvariantCulture)] : [],
        .. change is not null ? (string[])["--set", change] : [],
        "--device", "irene-device-1",
    ];

    private static Answer Estimate(string name, int batch, int? length, string? change)
    {
        CommandRun run = CommandRun.Of(["estimate", name, .. Options(batch, length, change), "--format", "json", "--depth", "0"]);
        if (run.ExitCode != ExitCodes.Done)
            return new Answer(null, null, null, [], null, run.Error.Split('\n')[0]["jouletree: error: ".Length..]);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        // What the command adds to a remark: the device, a flag, that it is a warning.
        return Of(document.RootElement[0].GetProperty("nodes")[0], [.. run.Error.Split('\n').Select(line => line
            .Replace("jouletree: ", "", StringComparison.Ordinal).Replace("warning: ", "", StringComparison.Ordinal)
            .Replace("irene-device-1: extra", "extra", StringComparison.Ordinal)
            .Replace(" (--strict refuses them)", "", StringComparison.Ordinal))]);
    }

    private static Answer Sweep(string name, int batch, int? length, string? change)
    {
        CommandRun run = CommandRun.Of(["sweep", name, .. Options(batch, length, change), "--format", "jsonl"]);
        if (run.ExitCode != ExitCodes.Done)
        {
            string error = run.Error.Split('\n').First(line => line.Length > 0)["jouletree: error: ".Length..];
            return new Answer(null, null, null, [], null, error.Replace(
                "none of 1 estimate is possible; the first: ", "", StringComparison.Ordinal));
        }

        using JsonDocument document = JsonDocument.Parse(run.Out.Split('\n')[0]);
        // A sweep says its remarks in the column of notes, and once for all lines.
        return Of(document.RootElement, null);
    }

    private async Task<Answer> HttpAsync(string model, int batch, int? length, string? change)
    {
        string query = (IsFile(model) ? "file=" : "model=") + Uri.EscapeDataString(model)
            + $"&batch_size={batch}" + (length is { } tokens ? $"&seq_len={tokens}" : "")
            + (change is null ? "" : "&set=" + Uri.EscapeDataString(change)) + "&device=irene-device-1";
        Uri address = new($"{JouleTreeServer.ApiPath}/tree?{query}", UriKind.Relative);
        using HttpResponseMessage response = await doors.Client.GetAsync(address);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        JsonElement root = document.RootElement;
        if (!response.IsSuccessStatusCode)
            return new Answer(null, null, null, [], null, root.GetProperty("detail").GetString());
        return Of(root.GetProperty("nodes")[0], Texts(root, "remarks"));
    }

    private static Answer Of(JsonElement node, string[]? remarks) => new(
        node.GetProperty("energy_j").GetDouble(),
        node.GetProperty("energy_low_j").GetDouble(),
        node.GetProperty("energy_high_j").GetDouble(),
        Texts(node, "notes"), remarks, null);

    private static string[] Texts(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement texts)
        ? [.. texts.EnumerateArray().Select(text => text.GetString()!)]
        : [];

    private sealed record Answer(double? Joules, double? Low, double? High, string[] Notes, string[]? Remarks, string? Refusal);
}
