using JouleTree.Metering.Machines;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Machines;

/// <summary>Processes that begin, end and leave their parent, as files of <c>/proc</c>.</summary>
public sealed class ProcessTreeTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    [Theory]
    [InlineData("7 (cat) S 3 7 3 34816 9 4194304 90 0 0 0 12 30 4 2 20 0 1 0 555 8000000 411 18446744073709551615 1", "cat", 0.48)]
    [InlineData("7 (a) b (c)) R 3 7 3 0 9 4194304 90 0 0 0 100 0 0 0 20 0 1 0 555 8000000 411 18446744073709551615", "a) b (c)", 1)]
    public void Parse_WhatLinuxWrites_IsRead(string text, string name, double cpuSeconds)
    {
        ProcessStat stat = ProcessStat.Parse(text)!.Value;

        stat.Name.ShouldBe(name);
        stat.CpuSeconds.ShouldBe(cpuSeconds, 1e-9);
        (stat.ParentId, stat.Group, stat.TerminalGroup, stat.StartTicks, stat.ResidentPages, stat.HasEnded)
            .ShouldBe((3, 7, 9, 555, 411, false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 (cat")]
    [InlineData("7 (cat) S 3 7 3")]
    [InlineData("7 (cat) S x 7 3 34816 9 4194304 90 0 0 0 12 30 4 2 20 0 1 0 555 8000000 411 1")]
    public void Parse_SomethingElse_IsNothing(string text) => ProcessStat.Parse(text).ShouldBeNull();

    [Fact]
    public void Look_ChildrenAndTheirs_AreCounted_AndOthersAreNot()
    {
        Process(10, 1, ticks: 100, children: "11 12");
        Process(11, 10, ticks: 20, children: "13");
        Process(12, 10, ticks: 3);
        Process(13, 11, ticks: 1000);
        Process(99, 1, ticks: 7777);
        ProcessTree tree = new(_root.Path, 10);

        tree.Look();

        tree.CpuSeconds.ShouldBe(11.23, 1e-9);
        tree.ResidentBytes.ShouldBe(4 * 5 * Environment.SystemPageSize);
        tree.Living.ShouldBe(["p (10)", "p (11)", "p (12)", "p (13)"]);
        tree.Most.ShouldBe(4);
    }

    [Fact]
    public void Look_ChildThatWasWaitedFor_IsInItsParent()
    {
        Process(10, 1, ticks: 0, children: "11");
        Process(11, 10, ticks: 500);
        ProcessTree tree = new(_root.Path, 10);
        tree.Look();
        Process(10, 1, ticks: 510);
        Gone(11);

        tree.Look();

        tree.CpuSeconds.ShouldBe(5.1, 1e-9);
    }

    [Fact]
    public void Look_ProcessThatLeftItsParent_IsFollowedToItsEnd()
    {
        Process(10, 1, ticks: 10, children: "11");
        Process(11, 10, ticks: 100);
        ProcessTree tree = new(_root.Path, 10);
        tree.Look();
        // Its parent has ended, and init has taken it.
        Gone(10);
        Process(11, 1, ticks: 300);
        tree.Look();
        tree.CpuSeconds.ShouldBe(3, 1e-9);
        tree.Living.ShouldBe(["p (11)"]);
        Gone(11);

        tree.Look();

        tree.CpuSeconds.ShouldBe(3, 1e-9);
        tree.Living.ShouldBeEmpty();
    }

    [Fact]
    public void Look_NumberThatWasGivenOutAgain_IsAnotherProcess()
    {
        Process(10, 1, ticks: 10, children: "11");
        Process(11, 10, ticks: 100);
        ProcessTree tree = new(_root.Path, 10);
        tree.Look();
        Process(10, 1, ticks: 110);
        Process(11, 1, ticks: 9999, start: 777);

        tree.Look();

        tree.CpuSeconds.ShouldBe(1.1, 1e-9);
    }

    [Fact]
    public void Look_ZombieOfTheTree_CountsAndDoesNotLive()
    {
        Process(10, 1, ticks: 10, children: "11");
        Process(11, 10, ticks: 100, state: "Z");
        ProcessTree tree = new(_root.Path, 10);

        tree.Look();

        tree.CpuSeconds.ShouldBe(1.1, 1e-9);
        tree.Living.ShouldBe(["p (10)"]);
    }

    public void Dispose() => _root.Dispose();

    private void Process(int id, int parent, long ticks, string children = "", long start = 555, string state = "S")
    {
        string folder = Path.Combine(_root.Path, "proc", $"{id}");
        Directory.CreateDirectory(Path.Combine(folder, "task", $"{id}"));
        File.WriteAllText(Path.Combine(folder, "stat"),
            $"{id} (p) {state} {parent} {id} 3 0 -1 4194304 90 0 0 0 {ticks} 0 0 0 20 0 1 0 {start} 8000000 5 18446744073709551615");
        File.WriteAllText(Path.Combine(folder, "task", $"{id}", "children"), children + " ");
    }

    private void Gone(int id) => Directory.Delete(Path.Combine(_root.Path, "proc", $"{id}"), recursive: true);
}
