using System.Text.Json;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Layers;

public class LayersCommandTests
{
    [Fact]
    public void Estimate_ZooNetwork_SumsItsLayersAndNamesWhatIsMissing()
    {
        using TemporaryFolder folder = new();
        string predictor = Fit(folder);

        CommandRun run = CommandRun.Of("layers", "estimate", "vgg11", "-b", "8", "--predictor", predictor, "--format", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement root = document.RootElement;
        root.GetProperty("partial").GetBoolean().ShouldBeTrue();
        root.GetProperty("missing_types").EnumerateArray().Select(type => type.GetString()).ShouldBe(["Conv2d", "MaxPool2d"]);
        JsonElement[] linear = [.. root.GetProperty("layers").EnumerateArray()
            .Where(layer => layer.GetProperty("type").GetString() == "Linear")];
        linear.Select(layer => layer.GetProperty("configuration").GetProperty("input_size").GetInt64()).ShouldBe([25088, 4096, 4096]);
        linear.ShouldAllBe(layer => layer.GetProperty("configuration").GetProperty("batch_size").GetInt64() == 8);
        root.GetProperty("energy_j").GetDouble().ShouldBe(
            root.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("energy_j").ValueKind == JsonValueKind.Number)
                .Sum(layer => layer.GetProperty("energy_j").GetDouble()), 1e-9);
        run.Error.ShouldContain("PARTIAL");
        run.Error.ShouldContain("by analogy");
        run.Error.ShouldContain("outside the range");
    }

    [Theory]
    [InlineData("layers", "Linear")]
    [InlineData("macs", "MACs")]
    public void Evaluate_Plot_DrawsTestRows(string plot, string text)
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of(
            "layers", "evaluate", InventedLayers.Data(folder), "--seed", "4", "--plot", plot, "-o", folder.File("p.svg"));

        run.ExitCode.ShouldBe(0, run.Error);
        File.ReadAllText(folder.File("p.svg")).ShouldContain(text);
    }

    [Fact]
    public void Evaluate_PlotOfNetworksWithoutAny_SaysSo()
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of(
            "layers", "evaluate", InventedLayers.Data(folder), "--seed", "4", "--plot", "networks", "-o", folder.File("p.svg"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("nothing was judged");
    }

    [Fact]
    public void Estimate_Table_PrintsTheIntervalAndTheMethod()
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of("layers", "estimate", "alexnet", "--predictor", Fit(folder));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("90 % interval");
        run.Out.ShouldContain("predicted by physics");
    }

    [Theory]
    [InlineData("physics")]
    [InlineData("mac-linear")]
    [InlineData("neural-power")]
    public void Evaluate_OwnMeasurements_PrintsModelBaselinesAndFormula(string method)
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of("layers", "evaluate", InventedLayers.Data(folder), "--method", method, "--seed", "4");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain(method);
        run.Out.ShouldContain("baseline: MACs × constant");
        run.Out.ShouldContain("baseline: a·FLOPs + b·bytes + c");
        run.Out.ShouldContain("E[J] = ");
        run.Error.ShouldContain("predicting this energy is predicting time");
    }

    [Fact]
    public void Evaluate_NetworksOfTheZooAndStrangers_JudgesTheFormerAndNamesTheLatter()
    {
        using TemporaryFolder folder = new();
        string networks = folder.Write("networks.csv", "module,architecture,layer_idx,batch_size,cpu_energy,duration,forward_passes\n"
            + "ResNet,resnet18,0,4,1e-5,30,10\nVGG,vgg19,0,4,1e-4,30,10\nMine,mine,0,4,1e-5,30,10\n");

        CommandRun run = CommandRun.Of("layers", "evaluate", InventedLayers.Data(folder), "--networks", networks, "--format", "csv");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("networks,resnet18,");
        run.Out.ShouldContain("networks,vgg19,");
        run.Error.ShouldContain("not judged, because their layers are not known: mine");
        run.Error.ShouldContain("BatchNorm2d");
    }

    [Theory]
    [InlineData("Net,vgg11,0,0,1e-5", "batch_size")]
    [InlineData("Net,vgg11,0,-3,1e-5", "batch_size")]
    [InlineData("Net,resnet50,0,3000000000,1e-5", "3000000000 items")]
    public void Evaluate_NetworkOfImpossibleBatch_SaysWhich(string row, string said)
    {
        using TemporaryFolder folder = new();
        string networks = folder.Write("networks.csv", $"module,architecture,layer_idx,batch_size,cpu_energy\n{row}\n");

        CommandRun run = CommandRun.Of("layers", "evaluate", InventedLayers.Data(folder), "--networks", networks);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(said);
    }

    [Fact]
    public void Evaluate_NetworksOfAnotherMachine_AreRefused()
    {
        using TemporaryFolder folder = new();
        const string Header = "module,architecture,layer_idx,batch_size,cpu_energy,cpu_model\n";
        string one = folder.Write("one.csv", $"{Header}Net,vgg11,0,8,1e-5,Xeon\n");
        string other = folder.Write("other.csv", $"{Header}Net,vgg16,0,8,1e-5,Ryzen\n");

        CommandRun run = CommandRun.Of("layers", "evaluate", InventedLayers.Data(folder), "--networks", one, other);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain($"{other}:2");
        run.Error.ShouldContain("was measured on another machine (Ryzen)");
    }

    // An architecture and a place name a layer; an architecture and half a configuration do not.
    [Theory]
    [InlineData("batch_size,kernel_size,in_channels,out_channels,stride,padding,architecture,layer_idx,cpu_energy",
        "1,3,3,8,1,1,vgg11,1,1e-6")]
    [InlineData("batch_size,architecture,cpu_energy", "1,vgg11,1e-6")]
    public void Evaluate_ArchitectureWithoutPlaceOrImageSize_NamesTheMissingKey(string header, string row)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("conv2d.csv", $"{header}\n{row}\n");

        CommandRun run = CommandRun.Of("layers", "evaluate", file);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain($"{file}:2");
        run.Error.ShouldContain("'image_size': is missing");
    }

    [Fact]
    public void Evaluate_ImpossibleConfiguration_NamesFileAndLine()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("maxpool2d.csv",
            "batch_size,image_size,kernel_size,in_channels,stride,padding,cpu_energy\n1,4,9,3,1,1,1e-6\n");

        CommandRun run = CommandRun.Of("layers", "evaluate", file);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain($"{file}:2");
        run.Error.ShouldContain("larger than the padded input");
    }

    [Fact]
    public void ImportAndAnalyze_CodeCarbonRuns_GiveDeviationAndShares()
    {
        using TemporaryFolder folder = new();
        string csv = folder.Write("runs.csv", "timestamp,project_name,duration,cpu_energy\n"
            + "t,\"module:Net,macs:9,batch_size:2,freeText:architecture=net;layer_idx=0,forward_passes:10\",30,0.00100\n"
            + "t,\"module:Conv2d,macs:8,batch_size:2,freeText:architecture=net;layer_idx=1,forward_passes:10\",30,0.00090\n"
            + "t,\"module:ReLU,macs:1,batch_size:2,freeText:architecture=net;layer_idx=2,forward_passes:100\",30,0.00100\n");
        string measurements = folder.File("m.jsonl");

        CommandRun import = CommandRun.Of("import", "codecarbon", csv, "--bad-rows", "none", "-o", measurements);
        CommandRun analyze = CommandRun.Of("analyze", "modules", measurements, "--html", folder.File("m.html"),
            "--plot", "shares", "-o", folder.File("shares.svg"));

        import.ExitCode.ShouldBe(0, import.Error);
        import.Error.ShouldContain("3 rows, 0 dropped, 0 mended, 3 measurements");
        analyze.ExitCode.ShouldBe(0, analyze.Error);
        analyze.Out.ShouldBe("""
            network  workloads  measured [J]  sum [J]  deviation [%]  mean |dev| [%]  largest |dev| [%]
            net              1           360      360           0.00            0.00               0.00

            network  part    mean [%]  spread [%]  smallest [%]  largest [%]  energy-weighted [%]
            net      Conv2d     90.00        0.00         90.00        90.00                90.00
            net      ReLU       10.00        0.00         10.00        10.00                10.00

            Joules are measured, per forward pass of the whole batch, averaged over workloads.
            Deviation = (sum over parts - measured as a whole) / sum over parts.

            """.ReplaceLineEndings("\n"));
        File.ReadAllText(folder.File("m.html")).ShouldContain("<svg");
        File.Exists(folder.File("shares.svg")).ShouldBeTrue();
    }

    [SharedDataTheory]
    [InlineData("type", "MatMul")]
    [InlineData("scope", "root.encoder")]
    [InlineData("depth", "depth 2")]
    public void Analyze_TransformerTrees_ByTypeScopeOrDepth(string by, string part)
    {
        CommandRun run = CommandRun.Of("analyze", "modules", SharedData.PathOf("irene", "expected", "six_trees.jsonl"), "--by", by,
            "--format", "csv");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain(part);
        run.Out.Split('\n')[0].ShouldContain("energy_source");
    }

    [SharedDataFact]
    public void Evaluate_PublishedLayersAndNetworks_PrintsBothWithJson()
    {
        using TemporaryFolder folder = new();
        string networks = folder.File("networks.jsonl");
        string[] names = ["00", "01"];
        CommandRun.Of([
            "import", "codecarbon", .. names.Select(name =>
                SharedData.PathOf("cnn-energy", "architectures", $"{name}_architectures-layerwise-raw.csv")),
            "--log", .. names.Select(name =>
                SharedData.PathOf("cnn-energy", "architectures", $"{name}_architectures-layerwise-slurm-log.out")),
            "-o", networks]).ExitCode.ShouldBe(0);

        CommandRun run = CommandRun.Of(
            "layers", "evaluate", SharedData.PathOf("cnn-energy", "layers"), "--split",
                SharedData.PathOf("cnn-energy", "expected", "splits_seed1234.json"),
            "--networks", networks, "--format", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        document.RootElement.GetProperty("networks").GetProperty("all").GetProperty("n").GetInt32().ShouldBe(62);
        document.RootElement.GetProperty("network_estimates").GetArrayLength().ShouldBe(62);
        document.RootElement.GetProperty("network_coverage_from_layers_alone_percent").GetDouble().ShouldBeGreaterThan(90);
        document.RootElement.GetProperty("network_estimates").EnumerateArray()
            .ShouldAllBe(network => network.GetProperty("interval_learned").GetProperty("factor").GetDouble() > 0);
        document.RootElement.GetProperty("layers").GetArrayLength().ShouldBe(7);
    }

    private static string Fit(TemporaryFolder folder)
    {
        string predictor = folder.File("predictor");
        CommandRun run = CommandRun.Of("layers", "fit", InventedLayers.Data(folder), "-o", predictor);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("wrote 2 models");
        return predictor;
    }
}
