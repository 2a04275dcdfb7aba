using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Writing;

public sealed class NarrowFormsTests
{
    [Theory]
    [InlineData("int8", null, "DequantizeLinear")]
    [InlineData("int8:group=32", null, "MatMulNBits")]
    [InlineData("int4:group=32", null, "MatMulNBits")]
    [InlineData("int4:group=64:zeros", "float16", "MatMulNBits")]
    [InlineData("int8", "int8", "MatMulInteger")]
    public void Of_NarrowWeights_ReadBackHaveTheSameParametersAndProducts(string weights, string? activations, string form)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("narrow.onnx");
        Graph graph = Build("bert-base-uncased", weights, activations);
        OnnxModel model = OnnxExport.Of(graph).Model;
        OnnxWriter.Write(model, file, WeightStorage.InFile);

        Graph read = OnnxGraphReader.Read(OnnxReader.Read(file), "narrow", new Workload());

        model.Nodes.Count(node => node.OpType == form).ShouldBe(2 * 6); // Six linear layers in each of two layers.
        read.ParameterCount.ShouldBe(graph.ParameterCount);
        GraphView expected = GraphView.Full(graph);
        GraphView counted = GraphView.Full(read);
        counted.Uncounted.ShouldBeEmpty();
        counted.CountsOf(counted.Tree.Root).Macs.ShouldBe(expected.CountsOf(expected.Tree.Root).Macs);
    }

    [Theory]
    [InlineData("int8", 64 * 64)] // A byte a value.
    [InlineData("int4:group=32", 64 * 64 / 2)]
    [InlineData("int8:group=16", 64 * 64)]
    public void Of_NarrowWeights_TakeTheBytesOfTheirValues(string weights, long bytes) =>
        OnnxExport.Of(Build("bert-base-uncased", weights, null)).Model.Initializers
            .Single(tensor => tensor.Name == "encoder.layer.0.attention.self.query.weight.quantized").Bytes.ShouldBe(bytes);

    [Fact]
    public void Of_ConvolutionOfALinearKind_IsNarrowToo() => // GPT-2 stores its matrices the other way round.
        OnnxExport.Of(Build("distilgpt2", "int4:group=16", null)).Model.Nodes.Count(node => node.OpType == "MatMulNBits").ShouldBe(2 * 4);

    [Theory]
    [InlineData("bert-base-uncased", "int4", null, "say int4:group=32")]
    [InlineData("bert-base-uncased", "int4:group=24", null, "groups are of 16, 32, 64, 128 or 256")]
    [InlineData("bert-base-uncased", "mxfp4", null, "no kernel multiplies by mxfp4")]
    [InlineData("bert-base-uncased", "int4:group=32", "int8", "takes both of int8")]
    [InlineData("bert-base-uncased", "int8", "float16", "for int8 and float32 alone")]
    [InlineData("squeezenet1_1", "int8", null, "change nothing in squeezenet1_1")]
    public void Of_WhatNoKernelComputes_IsRefusedWithWhatIs(string model, string weights, string? activations, string reason) =>
        Should.Throw<InputException>(() => OnnxExport.Of(Build(model, weights, activations))).Message.ShouldContain(reason);

    private static Graph Build(string model, string weights, string? activations)
    {
        Workload workload = NumberTypeText.Apply(new Workload(), null, weights, activations, null).Runnable();
        string[] changes = model switch
        {
            "distilgpt2" => ["n_layer=2", "n_embd=64", "n_head=2", "vocab_size=50"],
            "squeezenet1_1" => [],
            _ => ["num_hidden_layers=2", "hidden_size=64", "num_attention_heads=2", "intermediate_size=128", "vocab_size=50"],
        };
        return ModelZoo.Find(model).Build(
            changes.Length > 1 ? workload with { SequenceLength = 8 } : workload,
            changes.Aggregate(ConfigFields.Empty(), (all, change) => all.AddPair(change)));
    }
}
