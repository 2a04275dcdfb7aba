using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Cli.Measuring;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Server;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Doors;

/// <summary>
/// One thing has one name and one value in the command's JSON and CSV, in the API's answers and in the data of reports, and docs/columns.md
/// explains it. What the command tells as null the API and the pages leave out.
/// </summary>
public sealed partial class SameNamesTests(Doors doors) : IClassFixture<Doors>
{
    private static readonly string Explained = File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "columns.md"));

    [Fact]
    public async Task Nodes_OfAnEstimate_AreTheSameInCommandServerAndReport()
    {
        Estimate("names.jsonl", "8");
        JsonElement command = Command("estimate", "distilgpt2", "--batch-size", "8", "--seq-len", "64", "--device", "irene-device-1",
            "--format", "json", "--depth", "99")[0];
        JsonElement server = await GetAsync("/tree?model=distilgpt2&batch_size=8&seq_len=64&device=irene-device-1");
        JsonElement stored = await GetAsync("/tree?file=names.jsonl");
        JsonElement report = Report("names.jsonl");

        Same(command, server, "nodes");
        EachSame(command.GetProperty("nodes"), server.GetProperty("nodes"));
        EachSame(command.GetProperty("nodes"), report.GetProperty("nodes"));
        JsonElement.DeepEquals(report.GetProperty("nodes"), stored.GetProperty("nodes")).ShouldBeTrue();
    }

    [Fact]
    public async Task Nodes_OfAMeasurement_AreTheSameInCommandServerAndReport()
    {
        ModelTree tree = Measured();
        new[] { tree }.WriteTo(doors.Folder.File("measured.jsonl"));
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            ProfileColumns.Data.WriteArray(json, ProfileRow.Of(tree));
        JsonElement command = JsonDocument.Parse(stream.ToArray()).RootElement;

        string[] profileAlone = ["calls", "time_share"];
        EachSame(command, (await GetAsync("/tree?file=measured.jsonl")).GetProperty("nodes"), profileAlone);
        EachSame(command, Report("measured.jsonl").GetProperty("nodes"), profileAlone);
    }

    [Fact]
    public async Task Csv_OfTheServer_HasEveryColumnOfTheCommands()
    {
        Estimate("names.jsonl", "8");
        string[] server = (await doors.Client.GetStringAsync(Address("/tree?file=names.jsonl&format=csv"))).Split('\n')[0].Split(',');
        string[] estimate = CommandRun.Of("estimate", "distilgpt2", "--format", "csv", "--device", "irene-device-1").Out.Split('\n')[0]
            .Split(',');

        estimate.Except(server).ShouldBeEmpty();
        ProfileColumns.Data.Names.Except(server).ShouldBe(["calls", "time_share"]);
        server.Where(name => !IsExplained(name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Comparison_OfTwoFiles_IsTheSameInCommandAndServer()
    {
        Estimate("a.jsonl", "8");
        Estimate("b.jsonl", "16", "--set", "n_layer=5");
        JsonElement command =
            Command("compare", doors.Folder.File("a.jsonl"), doors.Folder.File("b.jsonl"), "--format", "json")[0];
        using HttpResponseMessage answer = await doors.Client.PostAsJsonAsync(
            Address("/compare"), new { a = new { file = "a.jsonl" }, b = new { file = "b.jsonl" } });
        JsonElement server = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        foreach (string side in (string[])["a", "b"])
            Same(command.GetProperty(side), server.GetProperty(side));
        EachSame(command.GetProperty("nodes"), server.GetProperty("nodes"), "columns");
        foreach ((JsonElement one, JsonElement other) in Pairs(command.GetProperty("nodes"), server.GetProperty("nodes")))
        {
            JsonElement columns = other.GetProperty("columns");
            columns.EnumerateObject().Select(column => column.Name).ShouldContain("energy_j");
            one.GetProperty("columns").EnumerateObject().Select(column => column.Name)
                .ShouldBe(columns.EnumerateObject().Select(column => column.Name));
            foreach (JsonProperty column in one.GetProperty("columns").EnumerateObject())
                Same(column.Value, columns.GetProperty(column.Name));
        }
    }

    [Fact]
    public async Task Sweep_OverEverySize_IsTheSameInCommandAndServer()
    {
        string[] lines = CommandRun.Of("sweep", "distilgpt2", "--batch-size", "1,8", "--seq-len", "64,5000", "--over", "n_layer=2,3",
            "--device", "irene-device-1", "--format", "jsonl").Out.TrimEnd().Split('\n');
        JsonElement server = await GetAsync("/sweep?model=distilgpt2&batch_size=1,8&seq_len=64,5000&over=n_layer=2,3&device=irene-device-1");
        JsonElement[] points = [.. server.GetProperty("points").EnumerateArray()];

        points.Length.ShouldBe(8);
        lines.Length.ShouldBe(8);
        foreach ((string line, JsonElement point) in lines.Zip(points))
            Same(JsonDocument.Parse(line).RootElement, point);
    }

    [Fact]
    public async Task Deployments_OfAModel_AreTheSameInCommandAndServer()
    {
        JsonElement command = Command("sweep", "Qwen/Qwen3-32B", "--serve", "--gpus", "1,2", "--requests", "16,64", "--weights",
            "bfloat16,float8", "--max-itl", "20ms", "--format", "json");
        JsonElement server = await GetAsync(
            "/deployments?model=Qwen/Qwen3-32B&gpus=1,2&requests=16,64&weights=bfloat16,float8&max_itl_s=0.02");

        command.GetArrayLength().ShouldBe(32);
        EachSame(command, server.GetProperty("deployments"));
    }

    [Fact]
    public async Task Devices_ThatAreShipped_AreTheSameInCommandAndServer()
    {
        JsonElement server = (await GetAsync("/devices")).GetProperty("devices").EnumerateArray()
            .First(device => device.GetProperty("origin").GetString() == "shipped");
        JsonElement command = Command("devices", "--format", "json").EnumerateArray().Single(device =>
            device.GetProperty("device").GetString() == server.GetProperty("device").GetString()
            && device.GetProperty("features").GetString() == server.GetProperty("features").GetString());

        foreach (JsonProperty member in command.EnumerateObject())
            JsonElement.DeepEquals(member.Value, server.GetProperty(member.Name)).ShouldBeTrue(member.Name);
    }

    [Fact]
    public async Task Members_OfTheDocumentedRows_AreExplained()
    {
        JsonElement document = await GetAsync("/openapi.json");
        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        string[] names =
        [
            .. ((string[])["Node", "Tree", "TreeLine", "Side", "ComparedNode", "ComparedValue"]).SelectMany(name =>
                schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Select(member => member.Name)),
            .. Part(document, "/breakdown", "parts"), .. Part(document, "/sweep", "points"), .. Part(document, "/devices", "devices"),
            .. Part(document, "/deployments", "deployments"),
            .. Part(document, "/models", "models"), .. Part(document, "/files", "files"),
        ];

        names.Length.ShouldBeGreaterThan(80);
        names.Distinct().Where(name => !IsExplained(name)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Part(JsonElement document, string path, string list) =>
        document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").GetProperty(list)
            .GetProperty("items").GetProperty("properties").EnumerateObject().Select(member => member.Name);

    private static bool IsExplained(string name) => Explained.Contains($"`{name}`", StringComparison.Ordinal);

    private static void EachSame(JsonElement command, JsonElement door, params string[] except)
    {
        foreach ((JsonElement one, JsonElement other) in Pairs(command, door))
            Same(one, other, except);
    }

    private static IEnumerable<(JsonElement, JsonElement)> Pairs(JsonElement command, JsonElement door)
    {
        command.GetArrayLength().ShouldBe(door.GetArrayLength());
        return command.EnumerateArray().Zip(door.EnumerateArray());
    }

    private static void Same(JsonElement command, JsonElement door, params string[] except)
    {
        foreach (JsonProperty member in command.EnumerateObject().Where(member => !except.Contains(member.Name)))
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                door.TryGetProperty(member.Name, out _).ShouldBeFalse(member.Name);
            else
                JsonElement.DeepEquals(member.Value, door.GetProperty(member.Name)).ShouldBeTrue($"{member.Name}: {member.Value}");
        }

        door.EnumerateObject().Select(member => member.Name).Where(name => !IsExplained(name) && name is not "nodes" and not "n_layer")
            .ShouldBeEmpty();
    }

    private void Estimate(string file, string batch, params string[] others) => CommandRun.Of(
        ["estimate", "distilgpt2", "--batch-size", batch, "--seq-len", "64", "--device", "irene-device-1", "-o", doors.Folder.File(file),
        .. others]).ExitCode.ShouldBe(0);

    private static JsonElement Command(params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        run.ExitCode.ShouldBe(0, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }

    private static Uri Address(string path) => new(JouleTreeServer.ApiPath + path, UriKind.Relative);

    private async Task<JsonElement> GetAsync(string path) =>
        JsonDocument.Parse(await doors.Client.GetStringAsync(Address(path))).RootElement;

    private JsonElement Report(string file)
    {
        string page = doors.Folder.File(file + ".html");
        CommandRun.Of("report", doors.Folder.File(file), "-o", page).ExitCode.ShouldBe(0);
        byte[] data = Convert.FromBase64String(Data().Match(File.ReadAllText(page)).Groups[1].Value);
        using GZipStream gzip = new(new MemoryStream(data), CompressionMode.Decompress);
        return JsonDocument.Parse(gzip).RootElement.GetProperty("trees")[0];
    }

    // With every detail that a measurement leaves, and one leaf that the meter could not resolve.
    private static ModelTree Measured()
    {
        ModelTree tree = new TransformerTrees(2, 16).Measure("small");
        int number = 0;
        return tree with
        {
            Root = tree.Root.Rebuild(node =>
            {
                double joules = node.GroundTruthJoules!.Value;
                bool isResolved = ++number != 3;
                return node.With(NodeColumn.GroundTruthEnergy, isResolved ? joules : null) with
                {
                    Details = new NodeDetails
                    {
                        Energy = new EnergyDetails
                        {
                            Source = EnergySource.Measured,
                            Joules = isResolved ? joules : null,
                            Low = isResolved ? 0.9 * joules : 0,
                            High = 1.1 * joules,
                            RunLow = 0.95 * joules,
                            RunHigh = 1.05 * joules,
                            Level = 0.95,
                            IdleJoules = 0.1 * joules,
                        },
                        Time = new TimeDetails { Seconds = 0.5, Low = 0.4, High = 0.6, RunLow = 0.45, RunHigh = 0.55 },
                        UnattributedJoules = 0.01 * joules,
                        Macs = number,
                        Inputs = [[2, 16]],
                        SharedWith = number == 5 ? "1" : null,
                        Notes = ["a note"],
                    },
                };
            }),
        };
    }

    [GeneratedRegex("<script type=\"application/gzip\" id=\"data\">([^<]*)</script>")]
    private static partial Regex Data();
}
