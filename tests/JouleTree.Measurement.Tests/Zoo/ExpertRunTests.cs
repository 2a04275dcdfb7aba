using System.Runtime.InteropServices;
using JouleTree.Graphs;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Operators.Products;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Tests.Engine;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Zoo;

/// <summary>What experts make of tokens in the engine, against the formula computed here number by number.</summary>
public sealed class ExpertRunTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const int Width = 6, Hidden = 4, Count = 5, Tokens = 3, Chosen = 2;

    // Each token by two experts, one of them the last, one token by the same expert twice as strongly.
    private static readonly long[] Choice = [4, 1, 0, 3, 2, 4];
    private static readonly float[] Shares = [0.25f, 0.75f, 1f, 2f, 0.5f, -1.5f];
    private static readonly float[] Input = [.. Enumerable.Range(0, Tokens * Width).Select(index => 30 * MathF.Sin(1.7f * index))];

    [Fact]
    public void Run_MatricesApart_IsTheSumOfWeighedExperts() => Check(new ExpertStorage(Count, Hidden));

    [Fact]
    public void Run_StackedHalvesWithWeighedInput_IsTheSumOfExperts() =>
        Check(new ExpertStorage(Count, Hidden) { FusedName = "gate_up_proj", WeighsInput = true });

    [Fact]
    public void Run_AlternatingColumnsWithBiases_IsTheSumOfWeighedExperts() => Check(new ExpertStorage(Count, Hidden)
    {
        FusedName = "gate_up_proj",
        Alternates = true,
        IsBiased = true,
        Activation = ExpertActivation.ClampedSwiGlu,
    });

    private void Check(ExpertStorage stored)
    {
        GraphBuilder net = new("mixture", "Mixture", new Workload());
        Tensor x = net.Input("x", DataType.Float32, new TensorShape(1, Tokens, Width));
        Tensor chosen = net.Input("chosen", DataType.Int64, new TensorShape(Tokens, Chosen));
        Tensor shares = net.Input("shares", DataType.Float32, new TensorShape(Tokens, Chosen));
        Graph graph = net.Build(net.Experts("experts", x, chosen, shares, stored));

        float[] made = ZooRuns.InOrder(graph, ZooRuns.Run(fixture.Engine, graph, new Dictionary<string, TensorData>
        {
            ["x"] = TensorData.From(DataType.Float32, [1, Tokens, Width], Input),
            ["chosen"] = TensorData.From(DataType.Int64, [Tokens, Chosen], Choice),
            ["shares"] = TensorData.From(DataType.Float32, [Tokens, Chosen], Shares),
        }))[0].Elements<float>().ToArray();

        float[] expected = Expected(stored, Weights(graph));
        for (int index = 0; index < expected.Length; index++)
            made[index].ShouldBe(expected[index], 1e-4f);
        made.ShouldContain(value => Math.Abs(value) > 0.01f);
    }

    private static float[] Expected(ExpertStorage stored, IReadOnlyDictionary<string, float[]> weights)
    {
        float[] sums = new float[Tokens * Width];
        for (int token = 0; token < Tokens; token++)
        {
            for (int place = 0; place < Chosen; place++)
            {
                int expert = (int)Choice[(token * Chosen) + place];
                float share = Shares[(token * Chosen) + place];
                float before = stored.WeighsInput ? share : 1;
                float[] x = [.. Enumerable.Range(0, Width).Select(index => before * Input[(token * Width) + index])];
                float[] hidden = [.. Enumerable.Range(0, Hidden).Select(row => Gated(
                    stored.Activation, Gate(x, expert, row, isUp: false), Gate(x, expert, row, isUp: true)))];
                for (int row = 0; row < Width; row++)
                    sums[(token * Width) + row] += (stored.WeighsInput ? 1 : share) * Down(hidden, expert, row);
            }
        }

        return sums;

        float Gate(float[] x, int expert, int row, bool isUp)
        {
            if (stored.FusedName is null)
            {
                float[] apart = weights[isUp ? "experts.*.up_proj.weight" : "experts.*.gate_proj.weight"];
                return x.Select((value, index) => value * apart[(((expert * Hidden) + row) * Width) + index]).Sum();
            }

            int column = stored.Alternates ? (2 * row) + (isUp ? 1 : 0) : row + (isUp ? Hidden : 0);
            float[] fused = weights["experts.gate_up_proj"];
            float bias = stored.IsBiased ? weights["experts.gate_up_proj_bias"][(expert * 2 * Hidden) + column] : 0;
            return bias + x.Select((value, index) => value * fused[(((expert * Width) + index) * 2 * Hidden) + column]).Sum();
        }

        float Down(float[] hidden, int expert, int row)
        {
            if (stored.FusedName is null)
            {
                float[] apart = weights["experts.*.down_proj.weight"];
                return hidden.Select((value, index) => value * apart[(((expert * Width) + row) * Hidden) + index]).Sum();
            }

            float[] fused = weights["experts.down_proj"];
            float bias = stored.IsBiased ? weights["experts.down_proj_bias"][(expert * Width) + row] : 0;
            return bias + hidden.Select((value, index) => value * fused[(((expert * Hidden) + index) * Width) + row]).Sum();
        }
    }

    private static float Gated(ExpertActivation activation, float gate, float up)
    {
        if (activation == ExpertActivation.SiLU)
            return gate * Sigmoid(gate) * up;
        float most = Math.Min(gate, 7);
        return most * Sigmoid(1.702f * most) * (Math.Clamp(up, -7, 7) + 1);
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    private static Dictionary<string, float[]> Weights(Graph graph)
    {
        Dictionary<string, float[]> weights = [];
        foreach (OnnxTensor tensor in OnnxExport.Of(graph, seed: 1).Model.Initializers.Where(tensor => tensor.Generator is not null))
        {
            float[] values = new float[tensor.Shape.Elements];
            tensor.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            weights.Add(tensor.Name, values);
        }

        return weights;
    }
}
