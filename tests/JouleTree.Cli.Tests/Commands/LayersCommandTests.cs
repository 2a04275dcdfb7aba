using System.Globalization;
using System.Text.Json;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Commands;

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
        JsonElement[] linear = [.. root.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("type").GetString() == "Linear")];
        linear.Select(layer => layer.GetProperty("input_size").GetInt64()).ShouldBe([25088, 4096, 4096]);
        linear.ShouldAllBe(layer => layer.GetProperty("batch_size").GetInt64() == 8);
        root.GetProperty("energy_j").GetDouble().ShouldBe(
            root.GetProperty("layers").EnumerateArray().Where(layer => layer.GetProperty("energy_j").ValueKind == JsonValueKind.Number).Sum(layer => layer.GetProperty("energy_j").GetDouble()), 1e-9);
        run.Error.ShouldContain("PARTIAL");
        run.Error.ShouldContain("by analogy");
        run.Error.ShouldContain("outside the range");
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

        CommandRun run = CommandRun.Of("layers", "evaluate", Data(folder), "--method", method, "--seed", "4");

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

        CommandRun run = CommandRun.Of("layers", "evaluate", Data(folder), "--networks", networks, "--format", "csv");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("networks,resnet18,");
        run.Out.ShouldContain("networks,vgg19,");
        run.Error.ShouldContain("not judged, because their layers are not known: mine");
        run.Error.ShouldContain("BatchNorm2d");
    }

    [Fact]
    public void Fit_WithNetworks_LearnsHowWideSumsAreAndEstimateSaysSo()
    {
        using TemporaryFolder folder = new();
        string data = Data(folder);
        using (StreamWriter conv = new(Path.Combine(data, "conv2d.csv")), pool = new(Path.Combine(data, "maxpool2d.csv")))
        {
            Random random = new(6);
            conv.WriteLine("batch_size,image_size,kernel_size,in_channels,out_channels,stride,padding,cpu_energy");
            pool.WriteLine("batch_size,image_size,kernel_size,in_channels,stride,padding,cpu_energy");
            for (int row = 0; row < 120; row++)
            {
                (int batch, int image, int inputs, int outputs) = (random.Next(1, 64), random.Next(16, 225), random.Next(3, 512), random.Next(16, 512));
                double scatter = 0.99 + (0.02 * random.NextDouble());
                conv.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch},{image},3,{inputs},{outputs},1,1,{scatter * (0.001 + (2e-9 * 9 * batch * image * image * inputs * outputs)) / 3.6e6}"));
                pool.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch},{image},2,{inputs},2,0,{scatter * (0.001 + (4e-8 * batch * image * image * inputs)) / 3.6e6}"));
            }
        }

        string networks = folder.Write("networks.csv", "module,architecture,layer_idx,batch_size,cpu_energy\nVGG,vgg11,0,8,3.4e-5\nVGG,vgg11,0,16,6.9e-5\nVGG,vgg16,0,8,6.9e-5\nMine,mine,0,8,1e-5\nResNet,resnet18,0,8,1e-5\n");
        string predictor = folder.File("predictor");

        CommandRun fit = CommandRun.Of("layers", "fit", data, "--networks", networks, "-o", predictor);
        CommandRun table = CommandRun.Of("layers", "estimate", "vgg13", "-b", "8", "--predictor", predictor);
        CommandRun json = CommandRun.Of("layers", "estimate", "vgg13", "-b", "8", "--predictor", predictor, "--format", "json");

        fit.ExitCode.ShouldBe(0, fit.Error);
        fit.Error.ShouldContain("by 3 networks of 2 architectures");
        fit.Error.ShouldContain("not learned from, because their layers are not known: mine");
        fit.Error.ShouldContain("not learned from, because it has layers without a model (BatchNorm2d, Add): resnet18");
        table.Out.ShouldContain("width of the interval learned from 3 measured networks of 2 architectures");
        using JsonDocument document = JsonDocument.Parse(json.Out);
        document.RootElement.GetProperty("partial").GetBoolean().ShouldBeFalse();
        document.RootElement.GetProperty("interval_learned").GetProperty("factor").GetDouble().ShouldBeGreaterThan(0);
        document.RootElement.GetProperty("interval_learned").GetProperty("networks").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Fit_NetworksOfOneArchitecture_RefusesAndWritesNothing()
    {
        using TemporaryFolder folder = new();
        string networks = folder.Write("networks.csv", "module,architecture,layer_idx,batch_size,cpu_energy\nVGG,vgg11,0,8,2e-5\n");

        CommandRun run = CommandRun.Of("layers", "fit", Data(folder), "--networks", networks, "-o", folder.File("p"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--networks: whole networks (layer_idx 0) of at least 2 architectures are needed");
        Directory.Exists(folder.File("p")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Net,vgg11,0,0,1e-5", "batch_size")]
    [InlineData("Net,vgg11,0,-3,1e-5", "batch_size")]
    [InlineData("Net,resnet50,0,3000000000,1e-5", "3000000000 items")]
    public void Evaluate_NetworkOfImpossibleBatch_SaysWhich(string row, string said)
    {
        using TemporaryFolder folder = new();
        string networks = folder.Write("networks.csv", $"module,architecture,layer_idx,batch_size,cpu_energy\n{row}\n");

        CommandRun run = CommandRun.Of("layers", "evaluate", Data(folder), "--networks", networks);

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

        CommandRun run = CommandRun.Of("layers", "evaluate", Data(folder), "--networks", one, other);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain($"{other}:2");
        run.Error.ShouldContain("was measured on another machine (Ryzen)");
    }

    [Fact]
    public void Fit_MacLinearWithNetworks_RefusesBeforeItFits()
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of("layers", "fit", Data(folder), "--method", "mac-linear", "--networks", folder.Write("n.csv", "x\n"), "-o", folder.File("p"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("mac-linear knows no intervals");
    }

    // An architecture and a place name a layer; an architecture and half a configuration do not.
    [Theory]
    [InlineData("batch_size,kernel_size,in_channels,out_channels,stride,padding,architecture,layer_idx,cpu_energy", "1,3,3,8,1,1,vgg11,1,1e-6")]
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
    public void Fit_TooFewRows_RefusesWithExitCode2()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("linear.csv", "batch_size,input_size,output_size,cpu_energy,duration,forward_passes\n1,2,3,1e-6,30,10\n2,2,3,1e-6,30,10\n");

        CommandRun run = CommandRun.Of("layers", "fit", file, "-o", folder.File("p"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("distinct Linear configurations");
        Directory.Exists(folder.File("p")).ShouldBeFalse();
    }

    [Fact]
    public void Evaluate_ImpossibleConfiguration_NamesFileAndLine()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("maxpool2d.csv", "batch_size,image_size,kernel_size,in_channels,stride,padding,cpu_energy\n1,4,9,3,1,1,1e-6\n");

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
        CommandRun analyze = CommandRun.Of("analyze", "modules", measurements, "--html", folder.File("m.html"), "--svg", folder.Path);

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
        File.Exists(folder.File("shares-by-batch.svg")).ShouldBeTrue();
    }

    [SharedDataTheory]
    [InlineData("type", "MatMul")]
    [InlineData("scope", "root.encoder")]
    [InlineData("depth", "depth 2")]
    public void Analyze_TransformerTrees_ByTypeScopeOrDepth(string by, string part)
    {
        CommandRun run = CommandRun.Of("analyze", "modules", SharedData.PathOf("irene", "expected", "six_trees.jsonl"), "--by", by, "--format", "csv");

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
            "import", "codecarbon", .. names.Select(name => SharedData.PathOf("cnn-energy", "architectures", $"{name}_architectures-layerwise-raw.csv")),
            "--log", .. names.Select(name => SharedData.PathOf("cnn-energy", "architectures", $"{name}_architectures-layerwise-slurm-log.out")),
            "-o", networks]).ExitCode.ShouldBe(0);

        CommandRun run = CommandRun.Of(
            "layers", "evaluate", SharedData.PathOf("cnn-energy", "layers"), "--split", SharedData.PathOf("cnn-energy", "expected", "splits_seed1234.json"),
            "--networks", networks, "--format", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        document.RootElement.GetProperty("networks").GetProperty("all").GetProperty("n").GetInt32().ShouldBe(62);
        document.RootElement.GetProperty("network_estimates").GetArrayLength().ShouldBe(62);
        document.RootElement.GetProperty("network_coverage_from_layers_alone_percent").GetDouble().ShouldBeGreaterThan(90);
        document.RootElement.GetProperty("network_estimates").EnumerateArray().ShouldAllBe(network => network.GetProperty("interval_learned").GetProperty("factor").GetDouble() > 0);
        document.RootElement.GetProperty("layers").GetArrayLength().ShouldBe(7);
    }

    private static string Fit(TemporaryFolder folder)
    {
        string predictor = folder.File("predictor");
        CommandRun run = CommandRun.Of("layers", "fit", Data(folder), "-o", predictor);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("wrote 2 models");
        return predictor;
    }

    // An invented machine at 75 W, in the form of the published averages.
    private static string Data(TemporaryFolder folder)
    {
        string data = folder.File("data");
        Directory.CreateDirectory(data);
        Random random = new(2);
        using (StreamWriter linear = new(Path.Combine(data, "linear.csv")))
        {
            linear.WriteLine("batch_size,input_size,output_size,cpu_energy,duration,forward_passes");
            for (int row = 0; row < 60; row++)
            {
                (int batch, int inputs, int outputs) = (random.Next(1, 128), random.Next(16, 5000), random.Next(16, 5000));
                double joules = (0.001 + (2e-9 * batch * inputs * outputs)) * (0.99 + (0.02 * random.NextDouble()));
                linear.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch},{inputs},{outputs},{joules / 3.6e6},{joules / 75 * 10},10"));
            }
        }

        using StreamWriter relu = new(Path.Combine(data, "relu.csv"));
        relu.WriteLine("batch_size,input_size,cpu_energy,duration,forward_passes");
        for (int row = 0; row < 60; row++)
        {
            (int batch, int inputs) = (random.Next(1, 128), random.Next(5000, 500_000));
            double joules = (0.0001 + (4e-8 * batch * inputs)) * (0.99 + (0.02 * random.NextDouble()));
            relu.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{batch},{inputs},{joules / 3.6e6},{joules / 75 * 10},10"));
        }

        return data;
    }
}
