using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Import.Irene;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Weights;
using JouleTree.Graphs.Weights.Safetensors;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Collecting.Plans.Reading;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Inputs;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Measurement.Tokenizers.Reading;
using JouleTree.Measurement.Traces;
using JouleTree.Metering.Meters.PowerLog;
using JouleTree.Tables;
using JouleTree.Tables.Columns;

namespace JouleTree.Fuzzing;

/// <summary>The readers of files by name, each with what is done first to what it has read.</summary>
internal static class FuzzTargets
{
    private const string Name = "fuzz";

    private static readonly Lazy<Graph> TracedModel = new(() => OnnxGraphReader.Read(
        OnnxExport.Of(ModelZoo.Find("alexnet").Build()).Model, Name, new Workload()));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("onnx", Onnx) { MaxBytes = 128L << 20 },
        new("jsonl", Trees),
        new("irene-csv", IreneCsv),
        new("codecarbon", file => CodeCarbonImport.Read([Input(file)], [], BadRowRule.Power)),
        new("codecarbon-log", file => CodeCarbonLog.Read(Input(file)).Wraps("Linear", 40)),
        new("layers", file => LayerDataReader.Read(Input(file, "linear.csv"))),
        new("ort-trace", file => Rewrite(OrtTrace.Read(Input(file), TracedModel.Value).Tree)),
        new("torch-trace", file => Rewrite(TorchTrace.Read(Input(file), Name).Tree)),
        new("power-log", PowerLog),
        new("tokenizer", Tokenizer),
        new("npy", Arrays),
        new("parquet", file => Table(file, TableFormat.Parquet)) { MaxBytes = 2L << 30 },
        new("arrow", file => Table(file, TableFormat.Arrow)) { MaxBytes = 512L << 20 },
        new("predictor", file => PredictorDirectory.Parse(file, Name)),
        new("safetensors", Weights),
        new("gguf", Gguf),
        new("plan", file => PlanReader.Read(Input(file))) { MaxBytes = 512L << 20 },
    ];

    /// <summary>The target of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static FuzzTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException(
            $"no target '{name}', expected one of {string.Join(", ", All.Select(target => target.Name))}", nameof(name));

    private static InputFile Input(byte[] file, string name = Name) => InputFile.OfStream(() => new MemoryStream(file), name);

    private static void Onnx(byte[] file)
    {
        using MemoryStream stream = new(file);
        ModelTree tree = GraphView.Full(OnnxGraphReader.Read(OnnxReader.Read(stream, Name), Name, new Workload())).Tree;
        // A network of no operators is one; a tree of no primitives is none.
        if (tree.Root.Children.Count > 0)
            Rewrite(tree);
    }

    // As TreeReader does, but on this thread alone: the fuzzer sees the same paths each time.
    private static void Trees(byte[] file) => Rewrite([.. Trees(Input(file).Open())]);

    // What was accepted can be written, and read again.
    private static void Rewrite(params IReadOnlyList<ModelTree> trees)
    {
        using MemoryStream stream = new();
        using (TreeWriter writer = new(stream))
            writer.Write(trees);
        stream.Position = 0;
        try
        {
            Trees(stream);
        }
        catch (InputException error)
        {
            throw new InvalidOperationException("what was read is refused once it is written", error);
        }
    }

    private static List<ModelTree> Trees(Stream stream)
    {
        LineReader lines = new(stream, Name);
        TreeParser parser = new(Name, TreeReadOptions.Full);
        List<ModelTree> trees = [];
        while (TreeChunk.Next(lines) is { } chunk)
            trees.AddRange(chunk.Parse(parser));
        lines.ThrowIfFailed();
        return trees;
    }

    // A header with whatever stands behind it: the values of a corpus would be its greatest part.
    private static void Weights(byte[] file)
    {
        using MemoryStream stream = new(file);
        IReadOnlyList<SafetensorsEntry> entries = SafetensorsFile.Read(stream, Name, isWhole: false);
        foreach (StoredTensor tensor in QuantizedLayouts.Read(entries.ToDictionary(entry => entry.Name), said: null))
            _ = tensor.Format.ToString() + tensor.Shape;
    }

    // A header, the configuration that its metadata make, and its tensors by the names of that.
    private static void Gguf(byte[] file)
    {
        using MemoryStream stream = new(file);
        ZooModel model = GgufModel.OpenStart(stream, Name);
        _ = model.Describe();
    }

    private static void IreneCsv(byte[] file)
    {
        IReadOnlyList<IreneCsvRow> rows = IreneCsvFiles.Read(new MemoryStream(file), Name, IreneLevel.OtherPrimitive);
        HashSet<Scope> scopes = [.. rows.Select(row => row.Scope)];
        foreach (IreneCsvRow row in rows)
            IreneCsvImport.PlaceInTree(row, scopes);
    }

    private static void PowerLog(byte[] file)
    {
        using StreamReader reader = new(new MemoryStream(file));
        PowerSeries series = PowerLogParser.Parse(new CompleteLines(reader));
        series.Joules(series.StartSeconds, series.EndSeconds);
    }

    private static void Tokenizer(byte[] file)
    {
        using TextTokenizer tokenizer = TokenizerReader.Read([Input(file, "tokenizer.json")]);
        tokenizer.Encode("Unhappiness is a test, hello world. \u00e9\u4e2d\U0001f600");
    }

    private static void Arrays(byte[] file)
    {
        foreach (TensorData array in NpyReader.Read(Input(file)).Values)
            array.Dispose();
    }

    private static void Table(byte[] file, TableFormat format)
    {
        using Stream text = TableFile.Text(new MemoryStream(file), format, Name);
        text.CopyTo(Stream.Null);
    }
}
