using System.Globalization;
using System.Text.Json;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Layers;

public sealed class LayersFitCommandTests
{
    [Fact]
    public void Fit_WithNetworks_LearnsHowWideSumsAreAndEstimateSaysSo()
    {
        using TemporaryFolder folder = new();
        string data = InventedLayers.Data(folder);
        using (StreamWriter conv = new(Path.Combine(data, "conv2d.csv")), pool = new(Path.Combine(data, "maxpool2d.csv")))
        {
            Random random = new(6);
            conv.WriteLine("batch_size,image_size,kernel_size,in_channels,out_channels,stride,padding,cpu_energy");
            pool.WriteLine("batch_size,image_size,kernel_size,in_channels,stride,padding,cpu_energy");
            for (int row = 0; row < 120; row++)
            {
                (int batch, int image, int inputs, int outputs) =
                    (random.Next(1, 64), random.Next(16, 225), random.Next(3, 512), random.Next(16, 512));
                double scatter = 0.99 + (0.02 * random.NextDouble());
                conv.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{batch},{image},3,{inputs},{outputs},1,1,"
                    + $"{scatter * (0.001 + (2e-9 * 9 * batch * image * image * inputs * outputs)) / 3.6e6}"));
                pool.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{batch},{image},2,{inputs},2,0,{scatter * (0.001 + (4e-8 * batch * image * image * inputs)) / 3.6e6}"));
            }
        }

        string networks = folder.Write("networks.csv",
            "module,architecture,layer_idx,batch_size,cpu_energy\nVGG,vgg11,0,8,3.4e-5\nVGG,vgg11,0,16,6.9e-5\nVGG,vgg16,0,8,"
            + "6.9e-5\nMine,mine,0,8,1e-5\nMobileNetV2,mobilenet_v2,0,8,1e-5\n"
            + "MaxPool2d,vgg11,3,8,9e-7\nMaxPool2d,vgg11,6,8,4e-7\nMaxPool2d,vgg11,11,8,2e-7\nMaxPool2d,vgg11,16,8,1e-7\n"
            + "MaxPool2d,vgg11,21,8,5e-8\nMaxPool2d,vgg16,5,8,9e-7\nMaxPool2d,vgg16,10,8,4e-7\nMaxPool2d,vgg16,17,8,2e-7\n"
            + "MaxPool2d,vgg16,24,8,1e-7\nMaxPool2d,vgg16,31,8,5e-8\n");
        string predictor = folder.File("predictor");

        CommandRun fit = CommandRun.Of("layers", "fit", data, "--networks", networks, "-o", predictor);
        CommandRun table = CommandRun.Of("layers", "estimate", "vgg13", "-b", "8", "--predictor", predictor);
        CommandRun json = CommandRun.Of("layers", "estimate", "vgg13", "-b", "8", "--predictor", predictor, "--format", "json");

        fit.ExitCode.ShouldBe(0, fit.Error);
        fit.Error.ShouldContain("by 3 networks of 2 architectures");
        fit.Error.ShouldContain("not learned from, because their layers are not known: mine");
        fit.Error.ShouldContain("not learned from, because it has layers without a model (Conv2d (depthwise)): mobilenet_v2");
        fit.Error.ShouldContain("inside networks, MaxPool2d: ");
        fit.Error.ShouldContain("times what single layers say, by 2 workloads of 2 architectures");
        table.Out.ShouldContain("width of the interval learned from 3 measured networks of 2 architectures");
        table.Out.ShouldContain("scaled by what modules measured inside networks say: MaxPool2d × ");
        using JsonDocument document = JsonDocument.Parse(json.Out);
        document.RootElement.GetProperty("partial").GetBoolean().ShouldBeFalse();
        document.RootElement.GetProperty("interval_learned").GetProperty("factor").GetDouble().ShouldBeGreaterThan(0);
        document.RootElement.GetProperty("interval_learned").GetProperty("networks").GetInt32().ShouldBe(3);
        document.RootElement.GetProperty("network_factors")[0].GetProperty("kind").GetString().ShouldBe("MaxPool2d");
        document.RootElement.GetProperty("layers").EnumerateArray()
            .Count(layer => layer.GetProperty("network_factor").ValueKind == JsonValueKind.Number).ShouldBe(5);
    }

    [Fact]
    public void Fit_NetworksOfOneArchitecture_RefusesAndWritesNothing()
    {
        using TemporaryFolder folder = new();
        string networks = folder.Write("networks.csv", "module,architecture,layer_idx,batch_size,cpu_energy\nVGG,vgg11,0,8,2e-5\n");

        CommandRun run = CommandRun.Of("layers", "fit", InventedLayers.Data(folder), "--networks", networks, "-o", folder.File("p"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--networks: whole networks (layer_idx 0) of at least 2 architectures are needed");
        Directory.Exists(folder.File("p")).ShouldBeFalse();
    }

    [Fact]
    public void Fit_MacLinearWithNetworks_RefusesBeforeItFits()
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of("layers", "fit", InventedLayers.Data(folder), "--method", "mac-linear", "--networks",
            folder.Write("n.csv", "x\n"), "-o", folder.File("p"));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("mac-linear knows no intervals");
    }

    [Fact]
    public void Fit_TooFewRows_RefusesWithExitCode2()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write(
            "linear.csv", "batch_size,input_size,output_size,cpu_energy,duration,forward_passes\n1,2,3,1e-6,30,10\n2,2,3,1e-6,30,10\n");

        CommandRun run = CommandRun.Of("layers", "fit", file, "-o", folder.File("p"));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("distinct Linear configurations");
        Directory.Exists(folder.File("p")).ShouldBeFalse();
    }
}
