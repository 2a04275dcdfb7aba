using JouleTree.Cli.Networks;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Server;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Cli.Tests.Doors;

/// <summary>A folder of networks, good and bad ones, and a server that offers it.</summary>
public sealed class Doors : IAsyncLifetime
{
    private JouleTreeServer? _server;

    /// <summary>The folder.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>Asks the server.</summary>
    public HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        Write("net.onnx", "Softmax");
        Write("partial.onnx", "NoSuchOperator");
        await File.WriteAllTextAsync(Folder.File("damaged.onnx"), "no network at all");
        await File.WriteAllTextAsync(Folder.File("empty.onnx"), "");
        WriteWithoutWeights("weightless.onnx");
        Folder.Write("tiny.json", """
            {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "num_hidden_layers": 2,
             "vocab_size": 100, "my_note": "invented"}
            """);
        Folder.Write("experts.json", """{"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "num_experts": 8}""");
        _server = JouleTreeServer.Create(new ServerOptions
        {
            Pages = BuiltPages.StandIn,
            Folder = Folder.Path,
            Urls = ["http://127.0.0.1:0"],
            Shapes = EngineIfThere.Instance,
        });
        await _server.StartAsync();
        Client.BaseAddress = new Uri(_server.Urls[0]);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        Folder.Dispose();
    }

    private void Write(string name, string op)
    {
        OnnxDimension[] shape = [new OnnxDimension(2), new OnnxDimension(3)];
        OnnxWriter.Write(new OnnxModel
        {
            Name = name,
            Nodes =
            [
                new OnnxNode { Name = "/head/act", OpType = "Softmax", Inputs = ["x"], Outputs = ["h"] },
                new OnnxNode { Name = "/head/op", OpType = op, Inputs = ["h"], Outputs = ["y"] },
            ],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, shape)],
        }, Folder.File(name));
    }

    private void WriteWithoutWeights(string name)
    {
        ConfigFields small = ConfigFields.Empty();
        foreach (string change in (string[])["num_hidden_layers=1", "hidden_size=32", "num_attention_heads=2", "intermediate_size=64",
            "vocab_size=50"])
            small.AddPair(change);
        string file = Folder.File(name);
        OnnxWriter.Write(OnnxExport.Of(ModelZoo.Find("bert-base-uncased").Build(new Workload { SequenceLength = 8 }, small)).Model, file,
            WeightStorage.BesideFile);
        File.Delete(file + ".data");
    }
}
