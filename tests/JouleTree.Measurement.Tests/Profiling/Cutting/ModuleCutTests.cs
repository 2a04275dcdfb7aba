using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Tests.Engine;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Cutting;

public sealed class ModuleCutTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData("root.embeddings")]
    [InlineData("root.encoder.layer.1")]
    [InlineData("root.encoder.layer.0.attention.self")]
    [InlineData("root.encoder.layer.1.output.LayerNorm")]
    [InlineData("root.pooler")]
    public void Of_ModuleRunAlone_ComputesTheSameToTheLastBit(string scope)
    {
        ProfiledModel model = SmallNetwork.Bert();
        HashSet<string> nodes = [.. ProfilePlan.OnnxNodesOf(model, model.View.Tree.Node(scope))];
        OnnxModel cut = ModuleCut.Of(model.Onnx, scope, nodes);
        using WeightStore weights = new();
        Dictionary<string, TensorData> inputs = Inputs(model);
        string[] wanted = [.. cut.Inputs.Concat(cut.Outputs).Select(value => value.Name)];
        Dictionary<string, TensorData> captured =
            new(InputCapture.Run(fixture.Engine, model.Onnx, weights, inputs, wanted, new SessionSettings()));
        foreach ((string name, TensorData value) in inputs)
            captured.TryAdd(name, value);

        using IInferenceSession session = fixture.Engine.CreateSession(weights.ForEngine(cut), new SessionSettings());
        using IPreparedRun run = session.Prepare(captured);
        IReadOnlyDictionary<string, TensorData> alone = run.RunAndCopy();

        alone.Count.ShouldBe(cut.Outputs.Count);
        foreach ((string name, TensorData value) in alone)
            value.Bytes.SequenceEqual(captured[name].Bytes).ShouldBeTrue(name);
    }

    [Fact]
    public void Of_PartOfAModel_KeepsOnlyItsWeights()
    {
        ProfiledModel model = SmallNetwork.Bert();
        HashSet<string> nodes = [.. ProfilePlan.OnnxNodesOf(model, model.View.Tree.Node("root.pooler.dense"))];

        OnnxModel cut = ModuleCut.Of(model.Onnx, "pooler", nodes);

        cut.Initializers.Select(tensor => tensor.Name).ShouldBe(["pooler.dense.weight", "pooler.dense.bias"], ignoreOrder: true);
        cut.Inputs.Count.ShouldBe(1);
        cut.Outputs.Count.ShouldBe(1);
    }

    [Fact]
    public void Of_NamesOfNoNode_IsACallersBug() =>
        Should.Throw<ArgumentException>(() => ModuleCut.Of(SmallNetwork.Bert().Onnx, "x", new HashSet<string> { "none" }));

    [Fact]
    public void EngineShapes_OfAWholeModel_AgreeWithTheGraph()
    {
        ProfiledModel model = SmallNetwork.Bert();
        Dictionary<string, TensorShape> inputs = model.Graph.Inputs.ToDictionary(input => input.Name, input => input.Shape!);

        var specs = new EngineShapes(fixture.Engine).ShapesOf(model.Onnx, inputs);

        OnnxValue[] known = [.. model.Onnx.Values.Where(value => value.Dimensions is { Count: > 0 })];
        known.Length.ShouldBeGreaterThan(40);
        foreach (OnnxValue value in known)
            specs[value.Name].Shape.ShouldBe(new TensorShape([.. value.Dimensions!.Select(size => size.Size!.Value)]), value.Name);
    }

    private static Dictionary<string, TensorData> Inputs(ProfiledModel model)
    {
        Random random = new(1);
        return model.Graph.Inputs.ToDictionary(input => input.Name, input => InputMaker.Make(input, random));
    }
}
