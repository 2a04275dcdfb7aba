using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Attributing;

/// <summary>What the engine itself makes of two networks, at each level of rewriting.</summary>
public sealed class FusionMapTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly HashSet<string> Views = ["Identity", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze"];

    [Theory]
    [InlineData("bert", OptimizationLevel.Basic)]
    [InlineData("bert", OptimizationLevel.Extended)]
    [InlineData("bert", OptimizationLevel.All)]
    [InlineData("resnet18", OptimizationLevel.Basic)]
    [InlineData("resnet18", OptimizationLevel.Extended)]
    [InlineData("resnet18", OptimizationLevel.All)]
    [InlineData("mobilenet_v2", OptimizationLevel.All)]
    internal void Of_RealRewriting_PutsEachOperatorIntoOneGroup(string network, OptimizationLevel level)
    {
        ProfiledModel model = Network(network);

        IReadOnlyDictionary<string, IReadOnlyList<string>> fusions = Fusions(model, level);

        fusions.ShouldAllBe(pair => pair.Value.Count > 0);
        // Nodes that the engine adds stand for the same group as what they serve.
        string[][] groups = [.. fusions.Values.Select(group => string.Join('\n', group)).Distinct().Select(group => group.Split('\n'))];
        Dictionary<string, int> counts = groups.SelectMany(group => group).CountBy(name => name).ToDictionary();
        HashSet<string> constants = [.. model.Onnx.Initializers.Select(tensor => tensor.Name)];
        foreach (OnnxNode node in model.Onnx.Nodes.Where(node => !Views.Contains(node.OpType)))
        {
            // What does not depend on the inputs is computed before any run.
            if (node.Inputs.All(constants.Contains))
                constants.UnionWith(node.Outputs);
            else
                counts.GetValueOrDefault(node.Name).ShouldBe(1, node.Name);
        }
    }

    [Fact]
    public void Of_Off_IsEachNodeItself()
    {
        ProfiledModel model = Network("bert");

        FusionMap.Of(model.Onnx, model.Onnx).ShouldAllBe(pair => pair.Value.Count == 1 && pair.Value[0] == pair.Key);
    }

    [Fact]
    public void PathOf_ResidualAndNorm_IsTheModuleAroundBoth()
    {
        ProfiledModel model = Network("bert");
        FusedPlaces places = new(model, Fusions(model, OptimizationLevel.Extended));

        string[] skips = [.. places.Fusions.Where(name => name.StartsWith("SkipLayerNormalization", StringComparison.Ordinal))];

        skips.Select(name => places.PathOf(name)[^1].Scope.Path).ShouldBe(
            [
                "root.embeddings", "root.encoder.layer.0.attention.output", "root.encoder.layer.0.output",
                "root.encoder.layer.1.attention.output", "root.encoder.layer.1.output",
            ],
            ignoreOrder: true);
        places.LeavesOf(skips[1]).Select(leaf => leaf.InstanceType).ShouldBe(["Add", "LayerNorm"], ignoreOrder: true);
    }

    // Layout nchwc: the sum with the shortcut and the activation behind it run within the second convolution.
    [Theory]
    [InlineData("resnet18", "/layer1/layer1.0/bn2/BatchNormalization_output_0_nchwc", "root.layer1.0", "conv2 bn2 add relu")]
    [InlineData("resnet18", "/layer2/layer2.0/downsample/downsample.1/BatchNormalization_output_0_nchwc", "root.layer2.0.downsample",
        "0 1")]
    [InlineData("resnet18", "/relu/Relu_output_0_nchwc", "root", "conv1 bn1 relu")]
    [InlineData("mobilenet_v2", "/features/features.3/conv/conv.3/BatchNormalization_output_0_nchwc", "root.features.3", "2 3 add")]
    public void PathOf_ConvolutionInAnotherLayout_HoldsWhatItSwallowed(string network, string node, string scope, string leaves)
    {
        ProfiledModel model = Network(network);
        FusedPlaces places = new(model, Fusions(model, OptimizationLevel.All));

        places.PathOf(node)[^1].Scope.Path.ShouldBe(scope);
        places.LeavesOf(node).Select(leaf => leaf.Scope.Name).ShouldBe(leaves.Split(' '));
    }

    [Fact]
    public void PathOf_NodeThatNobodyKnows_IsTheRoot() =>
        new FusedPlaces(Network("bert"), new Dictionary<string, IReadOnlyList<string>>()).PathOf("x").Single()
            .Kind.ShouldBe(NodeKind.Model);

    private static ProfiledModel Network(string name) =>
        name == "bert" ? SmallNetwork.Bert() : ProfiledModel.FromGraph(ModelZoo.Find(name).Build(new Workload()));

    private IReadOnlyDictionary<string, IReadOnlyList<string>> Fusions(ProfiledModel model, OptimizationLevel level)
    {
        using TemporaryFolder folder = new();
        using WeightStore weights = new();
        SessionSettings settings = new() { Optimization = level, OptimizedModelPath = folder.File("rewritten.onnx"), PackWeights = false };
        using IInferenceSession session = fixture.Engine.CreateSession(weights.ForEngine(model.Onnx), settings);
        return FusionMap.Of(model.Onnx, OnnxReader.Read(folder.File("rewritten.onnx")));
    }
}
