using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Import;

public sealed class ImportIreneCsvTests : IDisposable
{
    private const string Header =
        "batch_size,seq_len,flops,mem_bytes,cpu,mem,gpu,gpu_mem,gpu_clk,gpu_mem_clk,times_mean,gpu_energy_mean,energy_mean,level_name,"
            + "model_name";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact]
    public void Import_PublishedRawData_GivesThePublishedTreesNodeForNode()
    {
        CommandRun run = CommandRun.Of("import", "irene-csv", SharedData.PathOf("irene", "csv", "device_1"), _folder.File("out.jsonl"));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("sshleifer/tiny-ctrl: its parameter counts are not known, so its 27 trees are left out");
        run.Error.ShouldContain("openai-gpt (batch 32, length 128): the whole model was not measured; 36 rows of its parts are left out");
        ModelTree[] imported = [.. TreeReader.Read(_folder.File("out.jsonl"))];
        ModelTree[] published = [.. TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl"))];
        imported.Length.ShouldBe(published.Length);
        HashSet<string> ids = [];
        foreach ((ModelTree actual, ModelTree expected) in imported.Zip(published))
        {
            (actual.ModelName, actual.BatchSize, actual.SequenceLength)
                .ShouldBe((expected.ModelName, expected.BatchSize, expected.SequenceLength));
            foreach ((TreeNode node, TreeNode truth) in actual.Root.SelfAndDescendants().Zip(expected.Root.SelfAndDescendants()))
            {
                (node.Scope, node.Kind, node.InstanceType, node.Children.Count)
                    .ShouldBe((truth.Scope, truth.Kind, truth.InstanceType, truth.Children.Count));
                (node.Columns == truth.Columns).ShouldBeTrue($"{actual.ModelName}: {node.Scope}");
                ids.Add(node.Id).ShouldBeTrue();
            }
        }

        ids.Count.ShouldBe(24_597);
    }

    [Fact]
    public void Import_UnknownModelWithParameters_IsBuiltFromItsRows()
    {
        WriteRows(
            model: ["my-model"],
            modules: ["h.0.attn:Attention", "h.0:Block", "h.0.act:ReLU"],
            ml1: ["w:Embedding", "h.0.ln:LayerNorm", "h.0.attn.dense:Linear"],
            ml2: ["h.0.attn:MatMul", "h.0.attn:MatMul", "h.0.attn:Softmax"]);
        string counts = _folder.Write("counts.json", """{"my-model": {"w": 1000, "h.0.ln": 20, "h.0.attn.dense": 300}}""");
        CommandRun run = CommandRun.Of("import", "irene-csv", _folder.Path, _folder.File("out.jsonl"), "--parameters", counts);
        run.ExitCode.ShouldBe(0, run.Error);
        ModelTree tree = TreeReader.Read(_folder.File("out.jsonl")).Single();
        tree.Root.SelfAndDescendants().Select(node => $"{node.Scope} {node.InstanceType} {node.NumParameters}").ShouldBe(
        [
            "root my-model 1320", "root.w Embedding 1000", "root.0 Block 320", "root.0.ln LayerNorm 20", "root.0.attn Attention 300",
            "root.0.attn.dense Linear 300", "root.0.attn.matmul MatMul 0", "root.0.attn.softmax Softmax 0", "root.0.attn.matmul MatMul 0",
        ]);
        run.Error.ShouldContain("1 rows have no place in the tree and are left out, the first is h.0.act:ReLU");
    }

    [Fact]
    public void Import_ParameterCountMissing_NamesTheScope()
    {
        WriteRows(model: ["my-model"], modules: [], ml1: ["w:Embedding"], ml2: []);
        string counts = _folder.Write("counts.json", """{"my-model": {}}""");
        CommandRun run = CommandRun.Of("import", "irene-csv", _folder.Path, _folder.File("out.jsonl"), "--parameters", counts);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("ml1_level_features.csv:2: the file of --parameters has no count for 'w' of my-model");
        File.Exists(_folder.File("out.jsonl")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("x", "field 'flops': found 'x', expected a finite number")]
    [InlineData("-1", "found '-1', expected a finite number that is not negative")]
    [InlineData("NaN", "found 'NaN', expected a finite number")]
    [InlineData("", "field 'flops': is empty")]
    public void Import_BadNumber_NamesFileLineAndField(string flops, string expected)
    {
        WriteRows(model: ["my-model"], modules: [], ml1: [], ml2: []);
        _folder.Write("ml1_level_features.csv", $"{Header}\n{Row("w:Embedding")}\n{Row("v:Embedding").Replace("1.5", flops, StringComparison.Ordinal)}\n");
        CommandRun run = CommandRun.Of("import", "irene-csv", _folder.Path, _folder.File("out.jsonl"));
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("ml1_level_features.csv:3: ");
        run.Error.ShouldContain(expected);
    }

    [Fact]
    public void Import_MissingFileOrColumn_IsRefused()
    {
        CommandRun.Of("import", "irene-csv", _folder.File("nowhere"), _folder.File("out.jsonl")).Error.ShouldContain("is not a folder");
        CommandRun.Of("import", "irene-csv", _folder.Path, _folder.File("out.jsonl"))
            .Error.ShouldContain("model_level_features.csv: cannot be read");
        WriteRows(model: ["my-model"], modules: [], ml1: [], ml2: []);
        _folder.Write("ml1_level_features.csv", Header.Replace("gpu_clk,", "", StringComparison.Ordinal));
        CommandRun.Of("import", "irene-csv", _folder.Path, _folder.File("out.jsonl"))
            .Error.ShouldContain("ml1_level_features.csv:1: field 'gpu_clk': is missing in the header");
    }

    private void WriteRows(string[] model, string[] modules, string[] ml1, string[] ml2)
    {
        foreach ((string file, string[] names) in new[] { ("model", model), ("module", modules), ("ml1", ml1), ("ml2", ml2) })
            _folder.Write($"{file}_level_features.csv", string.Join('\n', names.Select(Row).Prepend(Header)) + "\n");
    }

    private static string Row(string name) => $"8.0,32.0,1.5,2,3,4,5,6,7,8,9,10,11,{name},my-model";
}
