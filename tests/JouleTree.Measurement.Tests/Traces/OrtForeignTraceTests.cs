using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Measurement.Traces;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Traces;

/// <summary>Traces of engines that run side by side, name nothing, or compile parts of the graph.</summary>
public sealed class OrtForeignTraceTests
{
    // As ONNX Runtime writes it where several operators run at once: the three layers took 40, 41 and 42 of the same microseconds.
    [Fact]
    public void Read_OperatorsSideBySide_ShareTheRun()
    {
        TraceEvent[] events =
        [
            Kernel("/Split", 1000, 10), Kernel("/fc/Gemm", 1010, 40), Kernel("/fc_1/Gemm", 1010, 41), Kernel("/fc_2/Gemm", 1010, 42),
            Kernel("/Concat", 1010, 5), Run(998, 87),
        ];

        ImportedTrace imported = OrtTrace.Read(events, "t.json", Shared());

        TreeNode root = imported.Tree.Root;
        Leaves(root).Sum(leaf => leaf.Seconds ?? 0).ShouldBe(52e-6, 1e-12, "10 µs, and 42 µs in which the others ran");
        Of(root, "Concat").Seconds!.Value.ShouldBe(5e-6 / 4, 1e-12);
        imported.Remarks[0].ShouldBe("40.2 % of the runs is outside operators");
        imported.Remarks[1].ShouldEndWith("one after the other they would take 158.6 % of it");
        root.Details!.Notes!.ShouldContain(imported.Remarks[1]);
    }

    [Fact]
    public void Read_OneAfterTheOther_SaysNothingOfOverlap()
    {
        TraceEvent[] events = [Kernel("/Split", 1000, 10), Kernel("/fc/Gemm", 1010, 40), Kernel("/Concat", 1049, 5), Run(998, 87)];

        ImportedTrace imported = OrtTrace.Read(events, "t.json", Shared());

        Leaves(imported.Tree.Root).Sum(leaf => leaf.Seconds ?? 0).ShouldBe(55e-6, 1e-12);
        imported.Remarks.ShouldAllBe(remark => !remark.Contains("overlap", StringComparison.Ordinal));
        imported.Tree.Root.Details!.Notes.ShouldBeNull();
    }

    // Two threads that call one session write their events into one file.
    [Fact]
    public void Read_RunsThatOverlap_AreRefused()
    {
        TraceEvent[] events = [Kernel("/Split", 1000, 10), Kernel("/Split", 1005, 10), Run(998, 87), Run(1003, 90)];

        Should.Throw<InputException>(() => OrtTrace.Read(events, "t.json", Shared())).Message
            .ShouldBe("t.json: holds runs that overlap (run 2 began before run 1 had ended): several threads ran the session at once, "
                + "so that no operator's time belongs to one run; trace one run after the other");
    }

    [Fact]
    public void Read_OperatorsOfARunThatFailed_AreLeftOut()
    {
        TraceEvent[] events = [Kernel("/Split", 100, 70), Kernel("/Split", 1000, 10), Run(998, 87), Kernel("/Split", 2000, 10)];

        ImportedTrace imported = OrtTrace.Read(events, "t.json", Shared());

        Of(imported.Tree.Root, "Split").Seconds!.Value.ShouldBe(10e-6, 1e-12);
        imported.Remarks.ShouldContain("2 operator(s) that belong to no finished run are left out");
    }

    // As a program leaves them that sorts events by their start.
    [Fact]
    public void Read_EventsInAnyOrder_GiveTheSameTimes()
    {
        TraceEvent[] events =
        [
            Kernel("/Split", 1000, 10), Kernel("/fc/Gemm", 1010, 40), Run(998, 87),
            Kernel("/Split", 2000, 13), Kernel("/fc/Gemm", 2013, 44), Run(1998, 91),
            Kernel("/Split", 2090, 12), Kernel("/fc/Gemm", 2102, 41), Run(2089, 60),
        ];
        double?[] Times(IEnumerable<TraceEvent> order) =>
            [.. Leaves(OrtTrace.Read(order, "t.json", Shared(), skip: 0).Tree.Root).Select(leaf => leaf.Seconds)];

        Times(events.OrderBy(item => item.Start)).ShouldBe(Times(events));
        Times(events.Reverse()).ShouldBe(Times(events));
        Times(events)[0]!.Value.ShouldBe(12e-6, 1e-12);
    }

    [Fact]
    public void Read_NoNames_SaysWhatToSwitchOn()
    {
        TraceEvent[] events = [Kernel("", 1000, 10) with { OperatorType = "Split" }, Kernel("", 1010, 40), Run(998, 87)];

        string message = Should.Throw<InputException>(() => OrtTrace.Read(events, "t.json", Shared())).Message;

        message.ShouldStartWith("t.json: holds operators without a name");
        message.ShouldContain("ORT_DISABLE_ALL");
    }

    [Fact]
    public void Read_SomeWithoutNames_AreToldWithTheirShare()
    {
        TraceEvent[] events = [Kernel("/Split", 1000, 10), Kernel("", 1010, 40), Run(1000, 100)];

        OrtTrace.Read(events, "t.json", Shared()).Remarks.ShouldContain(
            "operators without a name, 40.0 % of the time, count in the whole alone; a current ONNX Runtime names every operator");
    }

    // Names as DirectML, TensorRT and OpenVINO give them.
    [Theory]
    [InlineData("DmlFusedNode_0_41", null, null, "the execution provider compiled whole (DmlFusedNode_0_41)")]
    [InlineData("TensorrtExecutionProvider_TRTKernel_graph_main_graph_17_0_0", "TRTKernel_graph_main_graph_17_0",
        "TensorrtExecutionProvider",
        "TensorrtExecutionProvider compiled whole (TensorrtExecutionProvider_TRTKernel_graph_main_graph_17_0_0)")]
    [InlineData("OpenVINOExecutionProvider_OpenVINO-EP-subgraph_1_0", "OpenVINO-EP-subgraph_1", "OpenVINOExecutionProvider",
        "OpenVINOExecutionProvider compiled whole")]
    public void Read_CompiledParts_AreRefusedAloneAndToldBesideOthers(string name, string? type, string? provider, string told)
    {
        TraceEvent part = Kernel(name, 1010, 60) with { OperatorType = type, Provider = provider };

        Should.Throw<InputException>(() => OrtTrace.Read([part, Run(1000, 100)], "t.json", Shared())).Message.ShouldContain(told);

        ImportedTrace imported = OrtTrace.Read([Kernel("/Split", 1000, 10), part, Run(1000, 100)], "t.json", Shared());
        imported.Remarks.ShouldContain(remark => remark.StartsWith("1 part(s), 60.0 % of the time, were compiled whole by"));
        imported.Remarks.Any(remark => remark.StartsWith("times are those of the host")).ShouldBe(provider is not null);
        imported.Tree.Root.Seconds!.Value.ShouldBe(100e-6, 1e-12);
    }

    [Theory]
    [InlineData("fused op (#1 '/fc/Gemm') + (#2 '/fc_1/Gemm')", "Model")]
    [InlineData("fused op (#1 '/fc/Gemm') + (#9 '/fc/Gemm')", "Linear")]
    [InlineData("fused /fc/Gemm", "Model")]
    [InlineData("/fc/Gemm/MatMulAddFusion", "Model")]
    [InlineData("/fc/Gemm", "Linear")]
    [InlineData("fused /fc/Other", null)]
    [InlineData("fused op (#1 '/fc/Gemm') + (#2 '/fc/Other')", null)]
    public void Find_NameOfTheEngine_IsTheNodeAroundAllOfItsParts(string name, string? type) =>
        new OrtPlaces(JouleTree.Graphs.Counting.GraphView.Full(Shared())).Find(name)?.InstanceType.ShouldBe(type);

    private static TreeNode Of(TreeNode root, string type) => Leaves(root).Single(leaf => leaf.InstanceType == type);

    private static IEnumerable<TreeNode> Leaves(TreeNode root) => root.SelfAndDescendants().Where(node => node.Children.Count == 0);

    private static TraceEvent Kernel(string node, double start, double duration) =>
        new(node + "_kernel_time", "Node", start, duration, "1/1");

    private static TraceEvent Run(double start, double duration) => new("model_run", "Session", start, duration, "1/1");

    /// <summary>A split of the input, three layers on its parts, and their outputs put together.</summary>
    private static Graph Shared()
    {
        OnnxNode[] nodes =
        [
            Node("/Split", "Split", ["x"], ["x0", "x1", "x2"], Whole("axis", 1)),
            .. Enumerable.Range(0, 3).Select(index => Node(
                index == 0 ? "/fc/Gemm" : string.Create(CultureInfo.InvariantCulture, $"/fc_{index}/Gemm"), "Gemm",
                [$"x{index}", "w"], [$"y{index}"])),
            Node("/Concat", "Concat", ["y0", "y1", "y2"], ["y"], Whole("axis", 1)),
        ];
        OnnxModel model = new()
        {
            Name = "shared",
            Nodes = nodes,
            Initializers = [new OnnxTensor { Name = "w", Type = DataType.Float32, Shape = new TensorShape(4, 4) }],
            Inputs = [Value("x")],
            Outputs = [Value("y")],
        };
        return OnnxGraphReader.Read(model, "shared", new Workload());
    }

    private static OnnxValue Value(string name) => new(name, DataType.Float32, [new OnnxDimension(1), new OnnxDimension(12)]);

    private static OnnxNode Node(string name, string type, string[] inputs, string[] outputs, params OnnxAttribute[] attributes) =>
        new() { Name = name, OpType = type, Inputs = inputs, Outputs = outputs, Attributes = attributes };

    private static OnnxAttribute Whole(string name, long value) => new(name, value);
}
