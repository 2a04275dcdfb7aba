using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx;

/// <summary>What the zoo writes as ONNX is read back as the same tree with the same counts.</summary>
public class ZooRoundTripTests
{
    // Operators that ONNX words differently: as several, as one, or with a mere view for a copy.
    private static readonly HashSet<string> WordedDifferently =
        ["Reshape", "Flatten", "Select", "Gather", "NotEqual", "Equal", "Not", "AvgPool2d", "AdaptiveAvgPool2d", "SiLU", "Dropout"];

    public static TheoryData<string> Names => [.. TinyZoo.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadBack_AnySizesHeadsAndPhases_IsTheSameTree(string name)
    {
        ZooFamily family = ModelZoo.Find(name).Family;
        Properties.ForSeeds(12, seed =>
        {
            Random random = new(seed);
            TinyZoo tiny = TinyZoo.Of(name, random.Next(1, 3), random.Next(1, 4), 2 * random.Next(1, 5), random.Next(4, 20));
            TaskHead head = family.Heads.Count == 0 || random.Next(3) == 0 ? TaskHead.None : family.Heads[random.Next(family.Heads.Count)];
            GenerationPhase phase = family.Generates && head is TaskHead.None or TaskHead.LMHead
                ? (GenerationPhase)random.Next(3)
                : GenerationPhase.None;
            phase = family.Generates ? phase : GenerationPhase.None;
            Workload workload = new()
            {
                BatchSize = random.Next(1, 4),
                FloatType = DataType.Float32,
                SequenceLength = tiny.IsText ? random.Next(2, 9) : null,
                Phase = phase,
                PastLength = phase == GenerationPhase.Decode ? random.Next(1, 7) : null,
            };
            Graph graph = ModelZoo.Find(tiny.With(head.ToName())).Build(workload, Fields(tiny));

            Graph read = ReadBack(graph);

            string what = $"{graph.ModelName} {string.Join(' ', tiny.Changes)} {graph.Workload}";
            read.ParameterCount.ShouldBe(graph.ParameterCount, what);
            if (graph.Operators.Any(op => op.Type == "StateSpaceScan"))
            {
                // No operator of ONNX says it: the file's own products are counted.
                GraphView.Full(read).Uncounted.ShouldBeEmpty(what);
                read.Outputs.Select(output => output.Shape).ShouldBe(graph.Outputs.Select(output => output.Shape), what);
                return;
            }

            GraphView expected = GraphView.Full(graph);
            GraphView counted = GraphView.Full(read);
            counted.Uncounted.ShouldBeEmpty(what);
            counted.CountsOf(counted.Tree.Root).Macs.ShouldBe(expected.CountsOf(expected.Tree.Root).Macs, what);
            Flops(read).ShouldBe(Flops(graph), what);
            FlopsOfExperts(read).ShouldBe(FlopsOfExperts(graph), what);
            string[] leaves = Leaves(read);
            leaves.Except(Leaves(graph)).ShouldBeEmpty(what);
            leaves.Length.ShouldBe(Leaves(graph).Length, what);
            read.Outputs.Select(output => output.Shape).ShouldBe(graph.Outputs.Select(output => output.Shape), what);
        });
    }

    private static ConfigFields Fields(TinyZoo tiny) =>
        tiny.Changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change));

    private static Graph ReadBack(Graph graph)
    {
        using MemoryStream stream = new(OnnxWriter.ToBytes(OnnxExport.Of(graph).Model));
        return OnnxGraphReader.Read(OnnxReader.Read(stream, "model.onnx"), graph.ModelName, new Workload());
    }

    /// <summary>Module, type and result of every operator that is worded alike.</summary>
    private static string[] Leaves(Graph graph) =>
    [
        .. graph.Operators.Where(IsWordedAlike).Select(op =>
            $"{(op.IsModule ? WithoutCall(op) : op.Scope.Parent.Path)} {op.Type} "
                + $"{string.Join(' ', op.Outputs.Select(output => output.Shape))}"),
    ];

    // The exporter numbers a leaf module that is called again (relu_1); the zoo's tree has two leaves of one name.
    private static string WithoutCall(Operator op) =>
        op.Scope.Path.Replace(".relu_1", ".relu", StringComparison.Ordinal).Replace(".relu_2", ".relu", StringComparison.Ordinal);

    private static long Flops(Graph graph) =>
        graph.Operators.Where(IsWordedAlike).Sum(op => CountingRules.JouleTree.Count(op)!.Value.Flops);

    private static long FlopsOfExperts(Graph graph) =>
        graph.Operators.Where(IsOfExperts).Sum(op => CountingRules.JouleTree.Count(op)!.Value.Flops);

    private static bool IsWordedAlike(Operator op) => !WordedDifferently.Contains(op.Type) && !IsOfExperts(op) && !IsPartOfWeight(op);

    // One operator in the zoo, many in ONNX.
    private static bool IsOfExperts(Operator op) =>
        op.Type == "Experts" || op.Scope.Path.Contains(".experts.", StringComparison.Ordinal);

    // Latent attention multiplies by parts of a weight, which ONNX has to cut out of it.
    private static bool IsPartOfWeight(Operator op) => op.Type is "Slice" or "Transpose" && op.Outputs[0].Shape is { Rank: 3 } &&
        op.Scope.Parent.Name == "self_attn";
}
