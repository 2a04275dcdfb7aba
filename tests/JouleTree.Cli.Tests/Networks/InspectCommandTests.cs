using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Networks;

public class InspectCommandTests
{
    [Fact]
    public void Inspect_Table_ShowsTreeTotalsAndTypes() => CommandRun.Of("inspect", "squeezenet1_1", "--depth", "1")
        .ShouldBe(new CommandRun(0, """
        squeezenet1_1 (SqueezeNet), float32, input 1x3x224x224

        module        type        output  parameters     MACs    FLOPs    bytes  activations  share of FLOPs
        root          SqueezeNet           1,235,496  349.2 M  706.3 M  61.95 M      6.960 M  ██████████ 100.0 %
        ├ features    Sequential             722,496  262.6 M  532.7 M  56.84 M      6.621 M  ███████▌    75.4 %
        ├ classifier  Sequential             513,000  86.53 M  173.6 M  5.106 M      339.0 k  ██▌         24.6 %
        └ flatten     Flatten     1x1000           0      0        0        0            0                 0.0 %

        Parameters   1,235,496
        Weights      4,941,984 bytes
        MACs         349,151,936
        FLOPs        706,293,984
        Bytes moved  61,948,352
        Activations  6,960,376 (elements of the tensors made, 27,841,504 bytes)
        Counted by   the rules «jouletree» (docs/counting.md)

        operator type      count     MACs    FLOPs    bytes  share of FLOPs
        Conv2d                26  349.2 M  700.9 M  22.18 M  █████████▉  99.2 %
        MaxPool2d              3      0    2.641 M  6.770 M               0.4 %
        ReLU                  26      0    2.589 M  20.71 M               0.4 %
        AdaptiveAvgPool2d      1      0    170.0 k  680.0 k               0.0 %
        Concat                 8      0        0    11.60 M               0.0 %
        Flatten                1      0        0        0                 0.0 %

        """.ReplaceLineEndings("\n"), ""));

    [Fact]
    public void Inspect_Json_HasExactCountsOfEveryNode()
    {
        CommandRun run = CommandRun.Of("inspect", "bert-base-uncased", "--batch-size", "8", "--seq-len", "32", "--rules", "irene",
            "--format", "json");

        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement root = document.RootElement.GetProperty("root");
        root.GetProperty("parameters").GetInt64().ShouldBe(109_482_240);
        root.GetProperty("flops").GetInt64().ShouldBe(43_928_543_744);
        root.GetProperty("partial").GetBoolean().ShouldBeFalse();
        document.RootElement.GetProperty("uncounted").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Inspect_Csv_HasWhatALayerProfileNeeds()
    {
        string[] lines = CommandRun.Of("inspect", "alexnet", "--batch-size", "2", "--format", "csv").Out.Split('\n');

        lines[0].ShouldBe("scope,kind,type,input_size,output_size,kernel_size,stride,padding,dilation,groups,bias,vocabulary_size,"
            + "embedding_size,normalized_size,parameters,shared_parameters,macs,flops,bytes,activations,partial,bounded,bounded_macs");
        lines[1].ShouldBe("root.features.0,ml,Conv2d,2x3x224x224,2x64x55x55,11x11,4x4,2x2,1x1,1,true,,,,23296,0,140553600,281494400,2846208,"
            + "387200,false,0,0");
        lines.ShouldContain("root.classifier.6,ml,Linear,2x4096,2x1000,,,,,,true,,,,4097000,0,8192000,16386000,16428768,2000,false,0,0");
    }

    [Fact]
    public void Inspect_CsvOfTransformer_HasVocabularyAndNormalisedSize()
    {
        string text = CommandRun.Of("inspect", "gpt2", "--seq-len", "8", "--format", "csv").Out;

        text.ShouldContain("root.wte,ml,Embedding,1x8,1x8x768,,,,,,,50257,768,,38597376,0,0,0,49216,6144,false,0,0\n");
        text.ShouldContain("root.ln_f,ml,LayerNorm,1x8x768,1x8x768,,,,,,,,,768,1536,0,0,49152,55296,6144,false,0,0\n");
    }

    // Tied heads, tied embeddings of two stacks, modules with own terms, data-dependent sizes: each column sums to what JSON says of the root.
    [Theory]
    [InlineData("gpt2:lm-head", "full", 124_439_808)]
    [InlineData("gpt2:lm-head", "irene", 124_439_808)]
    [InlineData("bert-base-uncased", "irene", 109_482_240)]
    [InlineData("t5-small", "full", 60_506_624)]
    [InlineData("mobilenet_v2", "full", 3_504_872)]
    public void Inspect_Csv_SumsToTheTotals(string model, string view, long parameters)
    {
        string[] lines = CommandRun.Of("inspect", model, "--view", view, "--format", "csv").Out.TrimEnd('\n').Split('\n');
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("inspect", model, "--view", view, "--format", "json").Out);
        JsonElement root = json.RootElement.GetProperty("root");
        string[] names = lines[0].Split(',');

        foreach (string column in (string[])["parameters", "macs", "flops", "bytes", "activations"])
        {
            int index = Array.IndexOf(names, column);
            long sum = lines.Skip(1).Sum(line => long.TryParse(line.Split(',')[index], out long value) ? value : 0);
            sum.ShouldBe(root.GetProperty(column).GetInt64(), column);
        }

        root.GetProperty("parameters").GetInt64().ShouldBe(parameters);
    }

    [Fact]
    public void Inspect_Jsonl_IsATreeFile()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("inspect", "distilgpt2", "-b", "8", "-s", "32", "--view", "irene", "--format", "jsonl", "-o",
            folder.File("t.jsonl"));

        (run.ExitCode, run.Out).ShouldBe((0, ""));
        ModelTree tree = TreeReader.Read(folder.File("t.jsonl")).ShouldHaveSingleItem();
        (tree.BatchSize, tree.SequenceLength, tree.Root.MegaFlops).ShouldBe((8, 32, 21972.713485));
    }

    [Fact]
    public void Inspect_List_HasEveryModelOnce()
    {
        string[] lines = CommandRun.Of("inspect", "--list", "--format", "csv").Out.TrimEnd().Split('\n');

        lines.ShouldContain("bert-base-uncased,BERT,109482240,85646592,512");
        lines.ShouldContain("google/bert_uncased_L-12_H-768_A-12,BERT,109482240,85646592,512");
        lines.ShouldContain("roberta-base,RoBERTa,124645632,85646592,512");
        lines.ShouldContain("resnet152,ResNet,60192808,60192808,");
        lines.ShouldContain("t5-small,T5,60506624,44056576,");
        lines.ShouldBeUnique();
    }

    [Theory]
    [InlineData("--list xlarge", "albert-xlarge-v2 albert-xxlarge-v2")]
    [InlineData("--list --family gpt-2 --max-parameters 2e8", "distilgpt2 gpt2")]
    [InlineData("--list --family gpt2 --min-parameters 774030080", "gpt2-large gpt2-xl")]
    [InlineData("--list GEMMA-2- --min-parameters 9e9", "google/gemma-2-9b google/gemma-2-27b")]
    [InlineData("--list no-such-name", "")]
    public void Inspect_ListWithFilters_HasThoseModels(string options, string names)
    {
        CommandRun run = CommandRun.Of(["inspect", .. options.Split(' '), "--format", "csv"]);

        run.ExitCode.ShouldBe(0);
        string.Join(' ', run.Out.TrimEnd().Split('\n').Skip(1).Select(line => line.Split(',')[0])).ShouldBe(names);
        run.Error.ShouldBe(names.Length > 0 ? "" : "jouletree: no architecture is like that; --list alone shows all\n");
    }

    [Theory]
    [InlineData("--list --family Quen3", "--family Quen3: no family is called that; did you mean Qwen3?")]
    [InlineData("--list --family ####", "--family ####: no family is called that; there are ALBERT, AlexNet, BERT, ")]
    [InlineData("gpt2 --family GPT-2", "--family is for --list")]
    [InlineData("--list --min-parameters many", "--min-parameters")]
    public void Inspect_WrongFilter_IsAUsageError(string options, string message)
    {
        CommandRun run = CommandRun.Of(["inspect", .. options.Split(' ')]);

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public void Inspect_ListAsTable_NamesEachFamilyOnce()
    {
        string[] lines = CommandRun.Of("inspect", "--list", "gpt").Out.TrimEnd().Split('\n');

        lines.Count(line => line.StartsWith("GPT-2 ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain(line => line.StartsWith(' ') && line.TrimStart().StartsWith("gpt2-xl ", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_Configuration_IsCountedAndSaysWhatWasIgnored()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("tiny.json", """
            {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "num_hidden_layers": 2,
             "vocab_size": 100, "my_note": "invented", "_name_or_path": "me/tiny"}
            """);

        CommandRun run = CommandRun.Of("inspect", file, "--set", "num_hidden_layers=1", "--depth", "0");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldStartWith("me/tiny (LlamaModel), float32, input_ids 1x128\n");
        // Embeddings, one layer of four projections, three matrices and two norms, and the last norm.
        run.Out.ShouldContain($"Parameters   {(100 * 64) + (4 * 64 * 64) + (3 * 64 * 96) + (2 * 64) + 64:N0}\n");
        run.Out.ShouldContain("Note         fields of the configuration that Llama does not know were ignored: my_note\n");
        CommandRun.Of("inspect", file + ":lm-head", "--depth", "0").Out.ShouldStartWith("me/tiny:lm-head (LlamaForCausalLM)");
        CommandRun.Of("inspect", file, "--set", "num_attention_heads=7").ExitCode.ShouldBe(ExitCodes.Failed);
        CommandRun.Of("compare", file, file + ":lm-head", "--seq-len", "8").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Inspect_Export_WritesAFileThatInspectReads()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("s.onnx");

        CommandRun written = CommandRun.Of("inspect", "squeezenet1_1", "--export", file, "--depth", "0");
        CommandRun read = CommandRun.Of("inspect", file, "--depth", "0");

        written.ExitCode.ShouldBe(0);
        written.Error.ShouldContain("65 nodes");
        read.Out.ShouldContain("MACs         349,151,936\n");
        read.Out.ShouldContain("Parameters   1,235,496\n");
    }

    [Fact]
    public void Inspect_RulesThatDoNotKnowAnOperator_SaysSoLoudly()
    {
        CommandRun table = CommandRun.Of("inspect", "resnet18", "--rules", "irene");
        CommandRun json = CommandRun.Of("inspect", "resnet18", "--rules", "irene", "--format", "json");

        table.Out.ShouldContain("NOT COUNTED: 20 x Conv2d");
        table.Out.ShouldContain("at least");
        table.Out.ShouldNotContain("100.0 %");
        json.Error.ShouldContain("NOT COUNTED: 20 x Conv2d");
    }

    [Theory]
    [InlineData(2, "bert-base-uncased", "bert-bas-uncased")]
    [InlineData(2, "no such file", "missing.onnx")]
    [InlineData(1, "at least 1", "gpt2", "--batch-size", "0")]
    [InlineData(1, "at least 1", "gpt2", "--seq-len", "-4")]
    [InlineData(2, "1024 positions", "gpt2", "--seq-len", "1025")]
    [InlineData(2, "2^63", "gpt2", "--batch-size", "2147483647", "--seq-len", "1024", "--set", "n_embd=1200000")]
    [InlineData(2, "cannot be divided", "gpt2", "--set", "n_head=7")]
    [InlineData(1, "KEY=VALUE", "gpt2", "--set", "n_head")]
    [InlineData(2, "did you mean n_head", "gpt2", "--set", "n_heads=6")]
    [InlineData(1, "NAME=SIZE", "vgg16", "--input", "input=2x-3")]
    [InlineData(2, "no input", "vgg16", "--input", "image=2x3x64x64")]
    [InlineData(2, "sequence length", "vgg16", "--seq-len", "8")]
    [InlineData(1, "did you mean int4 or int8", "vgg16", "--data-type", "int7")]
    [InlineData(1, "MODEL")]
    [InlineData(1, "--depth", "vgg16", "--depth", "-1")]
    [InlineData(1, "--format", "vgg16", "--format", "xml")]
    public void Inspect_WrongInput_SaysWhatAndEndsWithItsCode(int code, string expected, params string[] arguments)
    {
        CommandRun run = CommandRun.Of(["inspect", .. arguments]);

        run.ExitCode.ShouldBe(code, run.Error);
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public void Inspect_TreeOfManyThousandLines_IsCutAtALevelAndSaysSo()
    {
        string[] model =
        [
            "inspect", "bert-base-uncased", "--seq-len", "8", "--set", "num_hidden_layers=5200", "--set", "hidden_size=8",
            "--set", "num_attention_heads=1", "--set", "intermediate_size=8",
        ];

        CommandRun cut = CommandRun.Of(model);
        CommandRun whole = CommandRun.Of([.. model, "--depth", "3"]);

        cut.ExitCode.ShouldBe(0, cut.Error);
        cut.Out.Split('\n').Length.ShouldBeLessThan(100);
        cut.Out.ShouldContain("levels below 2 are left out; --depth 3 shows 5,");
        whole.Out.Split('\n').Length.ShouldBeGreaterThan(5200);
        whole.Out.ShouldNotContain("left out");
    }
}
