using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Traces;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Traces;

public class TorchTraceTests
{
    public static string Captured =>
        Path.Combine(SharedData.Repository, "tests", "JouleTree.Measurement.Tests", "Traces", "Captured", "torch-1.13-ranges.json");

    [Fact]
    public void Read_CapturedRanges_GivesTheModulesOfTheNetwork()
    {
        ImportedTrace imported = TorchTrace.Read(Captured, "net");

        imported.Passes.ShouldBe(2);
        TreeNode[] nodes = [.. imported.Tree.Root.SelfAndDescendants()];
        TreeNode Node(string scope) => nodes.Single(node => node.Scope.Path == scope);
        Node("root").InstanceType.ShouldBe("Net");
        Node("root.layer").InstanceType.ShouldBe("ModuleList");
        Node("root.layer.1.attention.query").InstanceType.ShouldBe("Linear");
        Node("root.layer.0.norm").InstanceType.ShouldBe("LayerNorm");
        Node("root.embed").Kind.ShouldBe(NodeKind.Primitive);
        Node("root.layer.0.attention.matmul_1").InstanceType.ShouldBe("MatMul");
        foreach (TreeNode parent in nodes.Where(node => node.Children.Count > 0 && node.Seconds is not null))
            parent.Children.Sum(child => child.Seconds ?? child.Children.Sum(inner => inner.Seconds!.Value))
                .ShouldBeLessThan(1.1 * parent.Seconds!.Value);
    }

    [Fact]
    public void Read_ModulesOfTheProfiler_AreNamedByClassAndNumber()
    {
        // Two passes of a module of two Linears and an addition, with a Python frame between and an operator inside each.
        List<TraceEvent> events = [];
        foreach (double start in (double[])[100, 1100])
        {
            events.Add(Span("nn.Module: Net_0", "python_function", start, 100));
            events.Add(Span("net.py(3): forward", "python_function", start + 1, 98));
            events.Add(Span("nn.Module: Linear_1", "python_function", start + 50, 30));
            events.Add(Span("aten::linear", "cpu_op", start + 51, 28));
            events.Add(Span("aten::addmm", "cpu_op", start + 52, 20));
            events.Add(Span("nn.Module: Linear_0", "python_function", start + 10, 20));
            events.Add(Span("aten::linear", "cpu_op", start + 11, 18));
            events.Add(Span("aten::add", "cpu_op", start + 85, 5));
            events.Add(Span("aten::empty", "cpu_op", start + 91, 1));
        }

        ModelTree tree = TorchTrace.Read(events, "t.json", "net").Tree;

        tree.Root.InstanceType.ShouldBe("Net");
        tree.Root.Children.Select(node => $"{node.Scope} {node.InstanceType} {node.Seconds!.Value * 1e6:0}")
            .ShouldBe(["root.Linear_0 Linear 20", "root.Linear_1 Linear 30", "root.add Add 5"]);
        tree.Root.Seconds!.Value.ShouldBe(100e-6, 1e-9);
    }

    [Fact]
    public void Read_WhatIsOutside_IsLeftOutWithARemark()
    {
        ImportedTrace imported = TorchTrace.Read(
            [
                Span("nn.Module: Net_0", "", 0, 100), Span("nn.Module: Linear_0", "", 10, 20), Span("nn.Module: Loss_0", "", 200, 10),
                Span("gemm", "kernel", 20, 50),
            ], "t.json", "net");

        imported.Tree.Root.SelfAndDescendants().Count().ShouldBe(2);
        imported.Remarks.ShouldContain(remark => remark.Contains("1 span(s) outside Net_0", StringComparison.Ordinal));
        imported.Remarks.ShouldContain(remark => remark.Contains("times are those of the host", StringComparison.Ordinal));
    }

    // A scope has no empty parts.
    [Theory]
    [InlineData("nn.Module: Net_0", "nn.Module: ", "", "root.unnamed")]
    [InlineData("nn.Module: Net_0", "nn.Module: ..", "", "root.unnamed")]
    [InlineData("root", "..", "user_annotation", "root.unnamed")]
    [InlineData("root", "", "user_annotation", "root.unnamed")]
    [InlineData("nn.Module: Net_0", "aten::", "cpu_op", "root.unnamed")]
    public void Read_SpansWithoutAName_HaveAScopeAllTheSame(string outer, string inner, string category, string scope)
    {
        TraceEvent[] events = [Span(outer, category, 0, 100), Span(inner, category, 10, 20), Span(outer + ".x", category, 50, 20)];

        TreeNode root = TorchTrace.Read(events, "t.json", "net").Tree.Root;

        root.Children[0].Scope.Path.ShouldBe(scope);
        root.Children[0].Seconds!.Value.ShouldBe(20e-6, 1e-12);
        root.Seconds!.Value.ShouldBe(100e-6, 1e-12);
    }

    [Fact]
    public void Read_NestedDeeperThanATree_IsRefused() =>
        Should.Throw<InputException>(() => TorchTrace.Read(
            Enumerable.Range(0, 20_000).Select(depth => Span($"nn.Module: M_{depth}", "", depth, 100_000 - depth)), "t.json", "net"))
            .Message.ShouldBe("t.json: has modules in modules 1000 deep: expected those of a network");

    [Fact]
    public void Read_TraceWithoutModules_SaysHowToRecordThem() =>
        Should.Throw<InputException>(() => TorchTrace.Read([Span("aten::add", "cpu_op", 0, 1)], "t.json", "net"))
            .Message.ShouldContain("with_modules");

    [Fact]
    public void Read_OneModuleAlone_IsRefused() =>
        Should.Throw<InputException>(() => TorchTrace.Read([Span("nn.Module: Net_0", "", 0, 1)], "t.json", "net"))
            .Message.ShouldContain("nothing inside");

    [Fact]
    public void Read_ShuffledEvents_GiveTheSameTree() => Properties.ForSeeds(10, seed =>
    {
        TraceEvent[] events = [.. TraceEvents.Read(Captured)];
        string expected = Text(TorchTrace.Read(events, "t.json", "net").Tree);
        new Random(seed).Shuffle(events);

        // Spans of equal start and end keep no order of their own: the sum does not depend on it.
        Text(TorchTrace.Read(events, "t.json", "net").Tree).Length.ShouldBe(expected.Length);
    });

    private static string Text(ModelTree tree) =>
        string.Join('\n', tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0)
            .Select(node => $"{node.Scope} {node.Seconds}"));

    private static TraceEvent Span(string name, string category, double start, double duration) =>
        new(name, category, start, duration, "1/1");
}
