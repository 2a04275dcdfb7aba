using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Tests.Engine;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Zoo;

/// <summary>What linear layers with narrow weights make in the engine, against sums computed here number by number.</summary>
public sealed class NarrowRunTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const int Inputs = 64, Outputs = 128, Tokens = 8;

    [Theory]
    [InlineData("int8", 0)]
    [InlineData("int8:zeros", 0)]
    [InlineData("int8:group=16", 128)]
    [InlineData("int4:group=32", 8)]
    public void Run_LinearLayer_IsTheProductWithTheWeightsMadeWhole(string weights, int zero)
    {
        (OnnxModel layer, Dictionary<string, byte[]> stored) = Layer(weights, null);
        float[] x = [.. Enumerable.Range(0, Tokens * Inputs).Select(index => MathF.Sin(1.7f * index))];

        float[] made = Run(layer, x);

        byte[] values = Of(stored, "quantized");
        float[] scales = Floats(Of(stored, "scales"));
        bool isWhole = !weights.Contains("group", StringComparison.Ordinal);
        int group = isWhole ? Inputs : int.Parse(weights.Split("group=")[1], System.Globalization.CultureInfo.InvariantCulture);
        for (int token = 0; token < Tokens; token++)
        {
            for (int output = 0; output < Outputs; output++)
            {
                double sum = 0;
                for (int input = 0; input < Inputs; input++)
                {
                    int value = isWhole
                        ? (sbyte)values[(input * Outputs) + output]
                        : weights.StartsWith("int8", StringComparison.Ordinal)
                        ? values[(output * Inputs) + input] - zero
                        // Two values in a byte, the first in its low half.
                        : ((values[((output * Inputs) + input) / 2] >> (4 * (input % 2))) & 15) - zero;
                    double scale = isWhole ? scales[output] : scales[(output * (Inputs / group)) + (input / group)];
                    sum += x[(token * Inputs) + input] * value * scale;
                }

                // The kernel of groups rounds activations where it multiplies integers.
                ((double)made[(token * Outputs) + output]).ShouldBe(sum, 0.05, $"{weights} {token} {output}");
            }
        }
    }

    [Theory]
    [InlineData("int8", null, null)]
    [InlineData("int8:group=32", null, null)]
    [InlineData("int4:group=32:zeros", null, null)]
    [InlineData("int8", "int8", null)]
    [InlineData("int4:group=16", "float16", null)]
    [InlineData(null, null, "float16")]
    public void Run_WholeNetwork_GivesNumbers(string? weights, string? activations, string? all)
    {
        Graph graph = Build(weights, activations, all);

        foreach (TensorData output in ZooRuns.Run(fixture.Engine, graph).Values)
        {
            if (output.Type == DataType.Float32)
                output.Elements<float>().ToArray().ShouldAllBe(value => float.IsFinite(value));
            else
                output.Elements<Half>().ToArray().ShouldAllBe(value => Half.IsFinite(value));
        }
    }

    [Fact]
    public void Run_BothOfEightBits_IsNearTheProductOfWhatWasRounded()
    {
        // Activations and weights are of a range each; the product of what they stand for is a sum of Inputs terms.
        (OnnxModel layer, Dictionary<string, byte[]> stored) = Layer("int8", "int8");
        float[] x = [.. Enumerable.Range(0, Tokens * Inputs).Select(index => MathF.Sin(1.7f * index))];

        float[] made = Run(layer, x);

        byte[] values = Of(stored, "quantized");
        float[] scales = Floats(Of(stored, "scales"));
        for (int output = 0; output < Outputs; output++)
        {
            double sum = 0;
            for (int input = 0; input < Inputs; input++)
                sum += x[input] * (sbyte)values[(input * Outputs) + output] * (double)scales[output];
            ((double)made[output]).ShouldBe(sum, 0.05);
        }
    }

    private static Graph Build(string? weights, string? activations, string? all) => ModelZoo.Find("bert-base-uncased").Build(
        NumberTypeText.Apply(new Workload { SequenceLength = Tokens }, all, weights, activations, null).Runnable(),
        ((string[])["num_hidden_layers=1", $"hidden_size={Inputs}", "num_attention_heads=2", $"intermediate_size={Outputs}",
            "vocab_size=50"])
            .Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change)));

    // The first matrix of the MLP with what makes its activations narrow, without its bias.
    private static (OnnxModel Layer, Dictionary<string, byte[]> Stored) Layer(string weights, string? activations)
    {
        OnnxModel model = OnnxExport.Of(Build(weights, activations, null), seed: 1).Model;
        HashSet<string> names = [.. model.Nodes
            .Where(node => (node.Name.Contains("/intermediate/dense/", StringComparison.Ordinal) && node.OpType != "Add")
                || (node.Name.StartsWith("/encoder/layer.0/intermediate/", StringComparison.Ordinal)
                    && node.OpType == "DynamicQuantizeLinear"))
            .Select(node => node.Name)];
        OnnxModel layer = ModuleCut.Of(model, "layer", names);
        return (layer, layer.Initializers.ToDictionary(tensor => tensor.Name, tensor =>
        {
            byte[] bytes = new byte[tensor.Bytes];
            tensor.CopyTo(bytes);
            return bytes;
        }));
    }

    private float[] Run(OnnxModel layer, float[] x)
    {
        using WeightStore weights = new();
        using IInferenceSession session = fixture.Engine.CreateSession(weights.ForEngine(layer), new SessionSettings());
        using TensorData input = TensorData.From<float>(DataType.Float32, [1, Tokens, Inputs], x);
        using IPreparedRun run = session.Prepare(new Dictionary<string, TensorData> { [session.Inputs.Single().Name] = input });
        return run.RunAndCopy().Values.Single().Elements<float>().ToArray();
    }

    private static byte[] Of(Dictionary<string, byte[]> stored, string part) =>
        stored.Single(pair => pair.Key.EndsWith("." + part, StringComparison.Ordinal)).Value;

    private static float[] Floats(byte[] bytes) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
