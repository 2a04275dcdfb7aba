using JouleTree.Core.Layers;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.TorchSharp.Collecting;
using Shouldly;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace JouleTree.TorchSharp.Tests.Collecting;

/// <summary>What libtorch is seen to do for a graph is what the graph says, to the last count.</summary>
public sealed class NetworkRunTests
{
    [TorchTheory]
    [InlineData(LayerType.Conv2d, 2, 23, 5, 6, 10, 2, 1)]
    [InlineData(LayerType.Conv2d, 1, 9, 1, 16, 8, 1, 0)]
    [InlineData(LayerType.Linear, 3, 40, 12)]
    [InlineData(LayerType.MaxPool2d, 2, 23, 3, 5, 2, 1)]
    [InlineData(LayerType.AdaptiveAvgPool2d, 2, 300)]
    [InlineData(LayerType.ReLU, 2, 300)]
    [InlineData(LayerType.Sigmoid, 2, 300)]
    [InlineData(LayerType.Tanh, 2, 300)]
    [InlineData(LayerType.Softmax, 5, 30)]
    [InlineData(LayerType.GELU, 2, 300)]
    [InlineData(LayerType.LayerNorm, 5, 64)]
    [InlineData(LayerType.Embedding, 2, 7, 16, 50)]
    [InlineData(LayerType.MatMul, 3, 6, 10, 14)]
    public void Run_ALayer_DoesWhatIsCounted(object type, params int[] sizes) =>
        Check(LayerGraph.Of(LayerConfiguration.Create((LayerType)type, [.. sizes.Select(size => (long)size)])));

    [TorchTheory]
    [InlineData("alexnet")]
    [InlineData("squeezenet1_1")]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    [InlineData("densenet121")]
    [InlineData("googlenet")]
    public void Run_ANetwork_DoesWhatIsCounted(string name) => Check(ModelZoo.TryFind(name)!.Build(new Workload
    {
        InputShapes = new Dictionary<string, TensorShape> { ["input"] = new(1, 3, 64, 64) },
    }));

    [TorchFact]
    public void Run_Again_GivesTheSame()
    {
        using NetworkRun run = new(LayerGraph.Of(LayerConfiguration.Create(LayerType.Conv2d, 1, 9, 3, 4, 8, 1, 1)), seed: 1);
        torch.Tensor first = run.Results()[0];
        run.Run();
        torch.Tensor second = run.Results()[0];

        first.allclose(second).ShouldBeTrue();
        first.Dispose();
        second.Dispose();
    }

    private static void Check(Graph graph)
    {
        NetworkRun.Unknown(graph).ShouldBeEmpty();
        NodeDetails expected = GraphView.Full(graph).Tree.Root.Details!;
        using Program program = new(graph);
        ModuleCounts seen = ModuleCounts.Of(program, [torch.zeros(1)]);

        seen.Uncounted.ShouldBeEmpty();
        seen.Parameters.ShouldBe(graph.ParameterCount);
        seen.Macs.ShouldBe(expected.Macs);
        seen.Flops.ShouldBe(expected.Flops);
        seen.Bytes.ShouldBe(expected.Bytes);
        program.Shapes.ShouldBe(graph.Outputs.Select(output => string.Join('x', output.Shape!)));
    }

    /// <summary>A module that runs the graph, so that libtorch is observed meanwhile.</summary>
    private sealed class Program : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly NetworkRun _run;

        public Program(Graph graph) : base(nameof(Program))
        {
            _run = new NetworkRun(graph, seed: 1);
            int number = 0;
            foreach ((Tensor tensor, torch.Tensor numbers) in _run.Stored)
            {
                if (tensor.Role == TensorRole.Parameter)
                    register_parameter($"p{number++}", new Parameter(numbers.alias()));
                else
                    register_buffer($"b{number++}", numbers);
            }
        }

        public string[] Shapes { get; private set; } = [];

        public override torch.Tensor forward(torch.Tensor input)
        {
            torch.Tensor[] results = _run.Results();
            Shapes = [.. results.Select(result => string.Join('x', result.shape))];
            return results[0];
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _run.Dispose();
            base.Dispose(disposing);
        }
    }
}
