using System.Diagnostics;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Tests.Onnx.Reading;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Graphs.Tests.Onnx.Writing;

/// <summary>
/// What is exported is ONNX as ONNX's own checker understands it, its shape inference included. Other tests run every family in ONNX
/// Runtime.
/// </summary>
public sealed class OnnxCheckerTests
{
    [ExporterFact]
    public void Export_EveryFamily_PassesTheChecker()
    {
        using TemporaryFolder folder = new();
        List<string> files = [];
        foreach (string name in TinyZoo.Names)
        {
            TinyZoo tiny = TinyZoo.Of(name, layers: 2, heads: 2, size: 4, inner: 10);
            ConfigFields fields = tiny.Changes.Aggregate(ConfigFields.Empty(), (all, change) => all.AddPair(change));
            Workload workload = tiny.IsText ? new Workload { BatchSize = 2, SequenceLength = 6 } : new Workload();
            workload = workload with { FloatType = DataType.Float32 };
            files.Add(folder.File(name.Replace('/', '_') + ".onnx"));
            OnnxWriter.Write(OnnxExport.Of(ModelZoo.Find(name).Build(workload, fields)).Model, files[^1], WeightStorage.InFile);
        }

        // bfloat16 runs on some providers alone, and is valid everywhere.
        foreach (string name in (string[])["bert-base-uncased", "gpt2", "Qwen/Qwen3-0.6B"])
        {
            TinyZoo tiny = TinyZoo.Of(name, layers: 2, heads: 2, size: 4, inner: 10);
            files.Add(folder.File($"bfloat16-{files.Count}.onnx"));
            OnnxWriter.Write(OnnxExport.Of(ModelZoo.Find(name).Build(
                new Workload { SequenceLength = 6, FloatType = DataType.BFloat16 },
                tiny.Changes.Aggregate(ConfigFields.Empty(), (all, change) => all.AddPair(change)))).Model, files[^1],
                WeightStorage.InFile);
        }

        // Narrow weights in ONNX's own operators; those in groups are an operator of ONNX Runtime's, which runs them in other tests.
        foreach (string activations in (string[])["float32", "int8"])
        {
            string[] changes = ["n_layer=2", "n_embd=8", "n_head=2", "vocab_size=50"];
            Workload workload = NumberTypeText.Apply(new Workload { SequenceLength = 6 }, null, "int8", activations, null).Runnable();
            files.Add(folder.File($"int8-{activations}.onnx"));
            OnnxWriter.Write(OnnxExport.Of(ModelZoo.Find("distilgpt2").Build(workload,
                changes.Aggregate(ConfigFields.Empty(), (all, change) => all.AddPair(change)))).Model, files[^1], WeightStorage.InFile);
        }

        const string check = """
            import sys, onnx
            for path in sys.argv[1:]:
                try:
                    onnx.checker.check_model(path, full_check=True)
                except Exception as error:
                    print(path, error)
            """;
        ProcessStartInfo start = new(InstalledPrograms.Python, ["-B", "-c", check, .. files])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd().ShouldBeEmpty();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
    }
}
