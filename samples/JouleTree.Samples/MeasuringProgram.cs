using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Measurement;
using JouleTree.Measurement.Traces;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters;
using JouleTree.Models;
using Microsoft.ML.OnnxRuntime;

namespace JouleTree.Samples;

/// <summary>The programs of the README that run a network, word for word; they need ONNX Runtime.</summary>
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

    public static void MeasureOwn(InferenceSession session, RunOptions options, IReadOnlyDictionary<string, OrtValue> inputs)
    {
        using IEnergyMeter meter = MeterCatalog.OfThisMachine().Open().Meter;
        MeterMark start = meter.Mark();
        for (int run = 0; run < 100; run++)
            session.Run(options, inputs, session.OutputNames).Dispose();
        EnergyWindow window = meter.Between(start, meter.Mark());
        Console.WriteLine($"{window.Joules / 100} J, {window.Seconds / 100} s a run, {meter.Description.Name}");
    }

    public static void ReadProfile(InferenceSession session, string file)
    {
        ImportedTrace times = SessionProfile.Read(session.EndProfiling(), ModelSource.Open(file), new Workload());
        foreach (TreeNode module in times.Tree.Root.Children)
            Console.WriteLine($"{module.Scope}: {module.Seconds} s");
    }
}
