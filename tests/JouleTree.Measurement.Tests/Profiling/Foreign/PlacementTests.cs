using JouleTree.Core.Trees;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Foreign;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Foreign;

public sealed class PlacementTests
{
    private const string Processor = "CPUExecutionProvider";
    private const string Device = "WebGpuExecutionProvider";

    private readonly ProfiledModel _model = SmallNetwork.Bert();

    [Fact]
    public void Noted_OperatorLeftToTheProcessor_IsToldThereAndInEveryModuleAround()
    {
        Dictionary<string, NodeMeasurement> nodes = Noted(name => name.Contains("softmax", StringComparison.OrdinalIgnoreCase), 4);

        NotesOf(nodes, "root.encoder.layer.0.attention.self.softmax").ShouldBe(["ran on the processor: WebGPU left it there"]);
        // What softmax is given and what it gives cross over.
        NotesOf(nodes, "root.encoder.layer.0.attention.self").Single().ShouldMatch(
            "^1 of [0-9]+ operators ran on the processor, where WebGPU left them, with 2 copies between$");
        NotesOf(nodes, "root.encoder").Single().ShouldContain("2 of ");
        NotesOf(nodes, "root.encoder").Single().ShouldContain("with 4 copies");
        NotesOf(nodes, "root.embeddings").ShouldBeEmpty();
    }

    [Fact]
    public void Noted_EverythingOnTheDevice_SaysNothing() =>
        Noted(_ => false, 0).Values.ShouldAllBe(node => node.Notes.Count == 0);

    [Fact]
    public void Summary_OfAll_SaysHowMany()
    {
        Placement placement = Of(name => name.Contains("softmax", StringComparison.OrdinalIgnoreCase), copies: 4);

        placement.Operators.OnProcessor.ShouldBe(2);
        placement.Copies.ShouldBe(4);
        placement.Summary.ShouldStartWith($"2 of {placement.Operators.All} operators ran on the processor");
        Of(_ => false, 0).Summary.ShouldBe($"all {placement.Operators.All} operators ran on WebGPU");
    }

    [Fact]
    public void Operators_OfAProviderThatCompiles_AreThoseThatTheTraceDoesNotShow()
    {
        ProviderTraits whole = ProviderTraits.Of(ExecutionProvider.TensorRt);
        string alone = _model.Onnx.Nodes.First(node => node.OpType == "Softmax").Name;

        Placement placement = new(_model, whole, new FusedPlaces(_model, null),
            [new KernelEvent("TRTKernel_0", "TRTKernel", whole.EngineName, 1), new KernelEvent(alone, "Softmax", Processor, 1)]);

        placement.Operators.OnProcessor.ShouldBe(1);
        placement.Operators.All.ShouldBe(Of(_ => false, 0).Operators.All);
    }

    private Dictionary<string, NodeMeasurement> Noted(Func<string, bool> isLeft, int copies)
    {
        TreeNode root = _model.View.Tree.Root;
        Dictionary<string, NodeMeasurement> nodes = root.SelfAndDescendants().ToDictionary(
            node => node.Id, _ => new NodeMeasurement { Seconds = MedianEstimate.Of([1.0]) });
        return Of(isLeft, copies).Noted(root, nodes);
    }

    private Placement Of(Func<string, bool> isLeft, int copies) => new(
        _model, ProviderTraits.Of(ExecutionProvider.WebGpu), new FusedPlaces(_model, null),
        [
            .. _model.Onnx.Nodes.Select(node => new KernelEvent(node.Name, node.OpType, isLeft(node.Name) ? Processor : Device, 1e-3)),
            .. Enumerable.Range(0, copies).Select(index => new KernelEvent($"Memcpy_token_{index}", "MemcpyToHost", Device, 1e-5)),
        ]);

    private IReadOnlyList<string> NotesOf(Dictionary<string, NodeMeasurement> nodes, string scope) =>
        nodes[_model.View.Tree.Node(scope).Id].Notes;
}
