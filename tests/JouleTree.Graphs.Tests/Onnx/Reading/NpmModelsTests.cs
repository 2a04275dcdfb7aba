using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Reading;
using Shouldly;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>
/// Models that people ship: text in images, voice, wake words. The multiply-accumulates are those that ONNX Runtime 1.30 really ran
/// with these inputs, summed from the shapes in its trace (Models/trace_macs.py), which shares no code with JouleTree.
/// </summary>
public sealed class NpmModelsTests
{
    [NpmFact]
    public void Read_PaddleOcr_CountsWhatTheEngineRan()
    {
        Counts(NpmModel.Ocr, "assets/ch_PP-OCRv4_det_infer.onnx", ("x", [1, 3, 320, 320])).ShouldBe(575_567_744);
        Counts(NpmModel.Ocr, "assets/ch_PP-OCRv4_rec_infer.onnx", ("x", [1, 3, 48, 320])).ShouldBe(702_469_440);
        Counts(NpmModel.Ocr, "assets/ch_ppocr_mobile_v2.0_cls_infer.onnx", ("x", [1, 3, 48, 192])).ShouldBe(16_315_376);
    }

    [NpmFact]
    public void Read_PaddleOcr_PutsItsAttentionsTogether()
    {
        Graph graph = OnnxGraphReader.Read(
            OnnxReader.Read(NpmModel.Ocr.File("assets/ch_PP-OCRv4_rec_infer.onnx")), "rec",
                new Workload { InputShapes = new Dictionary<string, TensorShape> { ["x"] = new(1, 3, 48, 320) } });

        graph.Modules.Count(module => module.ClassName == "ScaledDotProductAttention").ShouldBe(2);
        graph.Operators.CountBy(op => op.Type).ShouldContain(new KeyValuePair<string, int>("LayerNorm", 5));
    }

    [NpmFact]
    public void Read_Silero_CountsTheBranchThatItsRateTakes()
    {
        (string, long[])[] old = [("input", [1, 1536]), ("h", [2, 1, 64]), ("c", [2, 1, 64])];

        Counts(NpmModel.Voice, "silero_vad_legacy.onnx", 16000, old).ShouldBe(2_068_920);
        Counts(NpmModel.Voice, "silero_vad_legacy.onnx", 8000, old).ShouldBe(2_293_848);
        Counts(NpmModel.Voice, "silero_vad_v5.onnx", 16000, ("input", [1, 512]), ("state", [2, 1, 128])).ShouldBe(563_968);
    }

    [NpmFact]
    public void Read_WakeWords_CountWhatTheEngineRan()
    {
        Counts(NpmModel.WakeWords, "models/melspectrogram.onnx", ("input", [1, 16000])).ShouldBe(26_325_024);
        Counts(NpmModel.WakeWords, "models/embedding_model.onnx", ("input_1", [4, 76, 32, 1])).ShouldBe(167_823_360);
        Counts(NpmModel.WakeWords, "models/hey_jarvis_v0.1.onnx").ShouldBe(315_584);
        Counts(NpmModel.WakeWords, "models/alexa_v0.1.onnx").ShouldBe(213_120);
    }

    private static long? Counts(NpmModel package, string file, params (string Name, long[] Sizes)[] inputs) =>
        Counts(package, file, null, inputs);

    private static long? Counts(NpmModel package, string file, double? rate, params (string Name, long[] Sizes)[] inputs)
    {
        Workload workload = new()
        {
            InputShapes = inputs.ToDictionary(input => input.Name, input => new TensorShape(input.Sizes)),
            InputValues = rate is { } given ? new Dictionary<string, double> { ["sr"] = given } : new Dictionary<string, double>(),
        };
        GraphView view = GraphView.Full(OnnxGraphReader.Read(OnnxReader.Read(package.File(file)), file, workload));
        view.Uncounted.ShouldBeEmpty(file);
        NodeCounts counts = view.CountsOf(view.Tree.Root);
        counts.IsBound.ShouldBeFalse(file);
        return counts.Macs;
    }
}
