using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Measurement;
using JouleTree.Models;

namespace JouleTree.Samples;

/// <summary>The program of the README that runs a network, word for word; it needs ONNX Runtime.</summary>
internal static class MeasuringProgram
{
    public static void Measure(string file)
    {
        using MeasuringMachine machine = MeasuringMachine.Open();
        MeasuredModel measured = machine.Measure(ModelSource.Open(file), new Workload { BatchSize = 1 });
        Console.WriteLine($"{measured.Joules} J ({measured.Low} to {measured.High}), {measured.Seconds} s, {machine.Meter.Name}");
        foreach (TreeNode module in measured.Tree.Root.Children)
            Console.WriteLine($"{module.Scope}: {module.Details?.Energy?.Joules} J, {module.Seconds} s");
    }
}
