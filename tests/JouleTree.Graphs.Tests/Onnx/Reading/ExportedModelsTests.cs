using System.Diagnostics;
using System.Text.Json;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>
/// Files that PyTorch's exporter writes (Models/export_models.py): convolutions in groups and transposed, LSTM, GRU, attention,
/// graphs inside nodes. Their multiply-accumulates are those that PyTorch itself dispatches, counted below its modules.
/// </summary>
public sealed class ExportedModelsTests
{
    [ExporterFact]
    public void Read_ExportersFiles_CountAsPyTorchDispatches()
    {
        string[] names = ["mobilenet_v3_small", "shufflenet_v2_x0_5", "efficientnet_b0", "tagger", "speech", "unet", "llama", "t5",
            "gelus", "transformer", "crnn", "conformer", "wav2vec", "quantised"];
        using TemporaryFolder folder = new();
        Export(folder.Path, names);
        foreach (string name in names)
        {
            (GraphView view, JsonElement facts) = Read(folder, name);
            view.CountsOf(view.Tree.Root).Macs.ShouldBe(facts.GetProperty("macs").GetInt64(), name);
            view.Uncounted.ShouldBeEmpty(name);
        }

        (GraphView quantised, _) = Read(folder, "quantised");
        string[] types = [.. quantised.Tree.Root.SelfAndDescendants().Select(node => node.InstanceType)];
        types.Count(type => type == "DequantizeLinear").ShouldBe(8, "four activations and four weights");
    }

    [ExporterFact]
    public void Read_ScriptedControlFlow_CountsIterationsAndTheDearerBranch()
    {
        using TemporaryFolder folder = new();
        Export(folder.Path, ["counted", "while_loop"]);

        // Five steps of 16 x 16 for four rows, then 16 to 64 to 8, which costs more than 16 to 8.
        (GraphView counted, _) = Read(folder, "counted");
        counted.CountsOf(counted.Tree.Root).Macs.ShouldBe((5 * 4 * 16 * 16) + (4 * 16 * 64) + (4 * 64 * 8));
        (GraphView loop, _) = Read(folder, "while_loop");
        loop.CountsOf(loop.Tree.Root).Macs.ShouldBe(4 * 16 * 16);
        loop.Uncounted.Single().Type.ShouldBe("Loop");
    }

    [ExporterFact]
    public void Read_Detector_CountsWhatComesBeforeTheBoxesExactlyAndTheRestAtItsLargest()
    {
        using TemporaryFolder folder = new();
        Export(folder.Path, ["ssdlite320_mobilenet_v3_large"]);

        (GraphView view, JsonElement facts) = Read(folder, "ssdlite320_mobilenet_v3_large");
        NodeCounts counts = view.CountsOf(view.Tree.Root);

        counts.Macs.ShouldBe(facts.GetProperty("macs").GetInt64());
        (counts.IsBound, counts.BoundedMacs).ShouldBe((true, 0));
        view.Uncounted.ShouldBeEmpty();
    }

    private static (GraphView View, JsonElement Facts) Read(TemporaryFolder folder, string name)
    {
        JsonElement facts = JsonDocument.Parse(File.ReadAllText(folder.File(name + ".json"))).RootElement;
        Workload workload = new()
        {
            InputShapes = facts.GetProperty("inputs").EnumerateObject().Where(input => input.Value.GetArrayLength() > 0)
                .ToDictionary(input => input.Name, input =>
                    new TensorShape([.. input.Value.EnumerateArray().Select(size => size.GetInt64())])),
        };
        return (GraphView.Full(OnnxGraphReader.Read(OnnxReader.Read(folder.File(name + ".onnx")), name, workload)), facts);
    }

    private static void Export(string folder, string[] names)
    {
        string script = Path.Combine(SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Onnx", "Models", "export_models.py");
        ProcessStartInfo start = new(InstalledPrograms.Python, ["-B", script, folder, .. names])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        names.Where(name => !File.Exists(Path.Combine(folder, name + ".json"))).ShouldBeEmpty(errors.Result);
    }
}
