using JouleTree.Graphs;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Operators.Sequences;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Tests.Engine;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Zoo;

/// <summary>The recurrence of a state space, written as ONNX and run, against the recurrence itself, token by token.</summary>
public sealed class StateSpaceRunTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public void Run_AnySizesWithAndWithoutAState_GivesWhatTheRecurrenceGives() => Properties.ForSeeds(12, seed =>
    {
        Random random = new(seed);
        (int batch, int length, int groups, int size, int n) =
            (random.Next(1, 3), random.Next(1, 9), random.Next(1, 4), random.Next(1, 5), random.Next(1, 6));
        int heads = groups * random.Next(1, 4);
        bool continues = seed % 2 == 0;
        TensorShape[] shapes =
        [
            new(batch, length, heads, size), new(batch, length, heads), new(heads), new(batch, length, groups, n),
            new(batch, length, groups, n), new(heads), new(batch, heads, size, n),
        ];
        GraphBuilder net = new("scan", "Scan", new Workload());
        Tensor[] inputs = [.. shapes[..(continues ? 7 : 6)].Select((shape, index) => net.Input($"input{index}", DataType.Float32, shape))];
        IReadOnlyList<Tensor> outputs = net.CallMany("StateSpaceScan", inputs, new OperatorAttributes(("kept", 1L)));
        Graph graph = net.Build(outputs);
        float[][] values = [.. inputs.Select((input, index) => Values(input.Shape!.Elements, index, random))];

        Dictionary<string, TensorData> given = [];
        for (int index = 0; index < inputs.Length; index++)
            given.Add(inputs[index].Name, TensorData.From<float>(DataType.Float32, [.. inputs[index].Shape!], values[index]));
        TensorData[] results = ZooRuns.InOrder(graph, ZooRuns.Run(fixture.Engine, graph, given));

        (float[] read, float[] state, long macs, long flops) = Recurrence();
        Near(results[0], read);
        Near(results[1], state);
        (long Macs, long Flops) counted = Counted(graph.Operators[0]);
        counted.ShouldBe((macs, flops));

        (float[] Read, float[] State, long Macs, long Flops) Recurrence()
        {
            float[] y = new float[batch * length * heads * size];
            float[] h = continues ? [.. values[6]] : new float[batch * heads * size * n];
            long macs = 0, flops = 0;
            for (int item = 0; item < batch; item++)
                for (int token = 0; token < length; token++)
                    for (int head = 0; head < heads; head++)
                    {
                        int group = head / (heads / groups), row = (item * length) + token;
                        float step = values[1][(row * heads) + head];
                        float decay = MathF.Exp(step * values[2][head]);
                        flops += 2;
                        for (int index = 0; index < size; index++)
                        {
                            float x = values[0][(((row * heads) + head) * size) + index], sum = 0;
                            float stepped = step * x;
                            flops++;
                            for (int cell = 0; cell < n; cell++)
                            {
                                ref float old = ref h[(((((item * heads) + head) * size) + index) * n) + cell];
                                old = (decay * old) + (stepped * values[3][(((row * groups) + group) * n) + cell]);
                                sum += old * values[4][(((row * groups) + group) * n) + cell];
                                macs += 2;
                                flops += 5;
                            }

                            y[(((row * heads) + head) * size) + index] = sum + (values[5][head] * x);
                            flops += 2;
                        }
                    }

            return (y, h, macs, flops);
        }
    });

    private static (long Macs, long Flops) Counted(Operator op)
    {
        Graphs.Operators.Rules.OperatorCounts counts = new StateSpaceFamily().Count(op)!.Value;
        return (counts.Macs, counts.Flops);
    }

    /// <summary>Random values; steps are positive and decays negative, as softplus and −exp make them.</summary>
    private static float[] Values(long count, int index, Random random) =>
    [
        .. Enumerable.Range(0, (int)count).Select(_ => index switch
        {
            1 => (float)random.NextDouble(),
            2 => -4 * (float)random.NextDouble(),
            _ => (2 * (float)random.NextDouble()) - 1,
        }),
    ];

    private static void Near(TensorData result, float[] expected)
    {
        float[] made = result.Elements<float>().ToArray();
        made.Length.ShouldBe(expected.Length);
        for (int index = 0; index < made.Length; index++)
            made[index].ShouldBe(expected[index], 1e-4f);
    }
}
