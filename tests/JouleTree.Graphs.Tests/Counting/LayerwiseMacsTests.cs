using System.Globalization;
using System.Text.RegularExpressions;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>MACs that Getzner et al. (2023) recorded beside each of their measurements.</summary>
public partial class LayerwiseMacsTests
{
    [SharedDataFact]
    public void Layerwise_EveryLayerOfAMeasuredNetwork_HasTheRecordedMacs()
    {
        int checkedRows = 0;
        foreach (string file in (string[])["00_architectures-layerwise-raw.csv", "01_architectures-layerwise-raw.csv"])
        {
            Row[] rows = [.. File.ReadLines(SharedData.PathOf("cnn-energy", "architectures", file)).Select(Row.Parse).OfType<Row>()];
            foreach (IGrouping<(string, int), Row> network in rows.Where(row => row.Layer >= 1)
                .GroupBy(row => (row.Architecture, row.BatchSize)))
                checkedRows += CheckNetwork(network.Key.Item1, network.Key.Item2, [.. network]);
        }

        checkedRows.ShouldBe(3660 + 1995);
    }

    [SharedDataFact]
    public void Layerwise_EveryMeasuredSingleLayer_HasTheRecordedMacs()
    {
        int checkedRows = 0;
        foreach (string layer in (string[])["conv2d", "linear", "maxpool2d", "relu", "sigmoid", "tanh", "softmax"])
        {
            string[][] lines = [.. File.ReadLines(SharedData.PathOf("cnn-energy", "layers", layer + ".csv"))
                .Select(line => line.Split(','))];
            foreach (string[] line in lines.Skip(1))
            {
                long Field(string name) => (long)double.Parse(line[Array.IndexOf(lines[0], name)], CultureInfo.InvariantCulture);
                Graph graph = SingleLayer(layer, Field);

                CountingRules.Layerwise.Count(graph.Operators[0])!.Value.Macs.ShouldBe(Field("macs"), string.Join(',', line));
                checkedRows++;
            }
        }

        checkedRows.ShouldBeGreaterThan(5000);
    }

    private static int CheckNetwork(string architecture, int batchSize, Row[] rows)
    {
        Graph graph = ModelZoo.Find(architecture).Build(new Workload { BatchSize = batchSize });
        Queue<Operator> layers = new(graph.Operators.Where(op => op.Type != "Flatten"));
        foreach (IGrouping<int, Row> layer in rows.GroupBy(row => row.Layer).OrderBy(layer => layer.Key))
        {
            // Dropout does nothing at inference: it is no operator of a graph, and was recorded with 0.
            Operator? op = layer.First().Module == "Dropout" ? null : layers.Dequeue();
            foreach (Row row in layer)
            {
                (op?.Type ?? "Dropout").ShouldBe(row.Module);
                (op is null ? 0 : CountingRules.Layerwise.Count(op)!.Value.Macs).ShouldBe(row.Macs, row.ToString());
            }
        }

        layers.ShouldBeEmpty();
        return rows.Length;
    }

    private static Graph SingleLayer(string layer, Func<string, long> field)
    {
        GraphBuilder net = new(layer, "Layer", new Workload());
        long batch = field("batch_size");
        Tensor Image() => net.Input("x", DataType.Float32,
            new TensorShape(batch, field("in_channels"), field("image_size"), field("image_size")));
        Tensor Vector() => net.Input("x", DataType.Float32, new TensorShape(batch, field("input_size")));
        return net.Build(layer switch
        {
            "conv2d" => net.Conv2d("layer", Image(), field("out_channels"), field("kernel_size"), field("stride"), field("padding")),
            "maxpool2d" => net.MaxPool2d("layer", Image(), field("kernel_size"), field("stride"), field("padding")),
            "linear" => net.Linear("layer", Vector(), field("output_size")),
            "relu" => net.Activation("ReLU", "layer", Vector()),
            "sigmoid" => net.Activation("Sigmoid", "layer", Vector()),
            "tanh" => net.Activation("Tanh", "layer", Vector()),
            _ => net.Softmax(Vector()),
        });
    }

    private sealed partial record Row(string Module, string Architecture, int Layer, int BatchSize, long Macs)
    {
        public static Row? Parse(string line)
        {
            Match match = Pattern().Match(line);
            if (!match.Success)
                return null;
            int Number(string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
            return new Row(
                match.Groups["module"].Value, match.Groups["architecture"].Value, Number("layer"), Number("batch"),
                long.Parse(match.Groups["macs"].Value, CultureInfo.InvariantCulture));
        }

        [GeneratedRegex("""module:(?<module>\w+),.*macs:(?<macs>\d+),batch_size:(?<batch>\d+),.*freeText:architecture=(?<architecture>\w+);layer_idx=(?<layer>\d+)""")]
        private static partial Regex Pattern();
    }
}
