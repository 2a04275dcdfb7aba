using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Numbers;

/// <summary>What a model weighs and moves in the types in which it is deployed.</summary>
public class NumberTypesTests
{
    private const string Llama = "meta-llama/Llama-3.1-8B:lm-head";
    private const long Layers = 32, Width = 4096, Vocabulary = 128_256;

    // Rows · columns of the seven matrices of a layer.
    private static readonly (long Rows, long Columns)[] Matrices =
        [(4096, 4096), (1024, 4096), (1024, 4096), (4096, 4096), (14_336, 4096), (14_336, 4096), (4096, 14_336)];

    private static readonly long Apart = 2 * ((2 * Vocabulary * Width) + (((2 * Layers) + 1) * Width));

    [Theory]
    [InlineData("bfloat16", null, 16.0)]
    [InlineData("awq", null, 4.15625)]
    [InlineData(null, "int4:group=128", 4.125)]
    [InlineData(null, "mxfp4", 4.25)]
    [InlineData(null, "q4_K", 4.5)]
    [InlineData("nvfp4", null, 4.5)]
    public void WeightBytes_OfBits_AreThoseOfLayersAndTheRestIn16Bits(string? all, string? weights, double bits)
    {
        long values = Layers * Matrices.Sum(matrix => matrix.Rows * matrix.Columns);
        long matrixBytes = all == "nvfp4" ? 4 * 7 * Layers : 0;

        Count(Llama, all, weights).WeightBytes.ShouldBe((long)(values * bits / 8) + matrixBytes + Apart);
    }

    [Fact]
    public void WeightBytes_OfRowsAndSquares_HaveTheirScales()
    {
        long values = Layers * Matrices.Sum(matrix => matrix.Rows * matrix.Columns);

        Count(Llama, "w8a8").WeightBytes.ShouldBe(values + (2 * Layers * Matrices.Sum(matrix => matrix.Rows)) + Apart);
        Count(Llama, "fp8").WeightBytes.ShouldBe(values + (4 * Layers * Matrices.Sum(matrix => matrix.Rows)) + Apart);
        Count(Llama, "fp8-block").WeightBytes.ShouldBe(values + (4 * values / (128 * 128)) + Apart);
    }

    [Theory]
    // hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4 and its 70B sister: "5.7 GB" and "39.8 GB" of weights files.
    [InlineData("meta-llama/Llama-3.1-8B:lm-head", 5.7)]
    [InlineData("meta-llama/Llama-3.1-70B:lm-head", 39.8)]
    public void WeightBytes_Awq_AreThoseOfPublishedFiles(string name, double gigabytes) =>
        (Count(name, "awq").WeightBytes / 1e9).ShouldBe(gigabytes, 0.05);

    [Fact]
    public void Count_TypesOfOneModel_ChangeBytesAndNothingElseThatIsComputed()
    {
        NodeCounts plain = Count(Llama, "bfloat16");
        foreach (string type in (string[])["float8", "int8", "int4:group=64", "awq", "gptq", "fp8", "fp8-block", "mxfp4"])
        {
            NodeCounts counts = Count(Llama, type);

            counts.Parameters.ShouldBe(plain.Parameters, type);
            counts.Macs.ShouldBe(plain.Macs, type);
            counts.Bytes!.Value.ShouldBeLessThan(plain.Bytes!.Value, type);
        }
    }

    [Fact]
    public void Build_NarrowWeights_LeaveOutWhatTheMakersLeaveOut()
    {
        Graph graph = Build(Llama, "fp8");

        foreach (Operator op in graph.Operators.Where(op => op.Parameters.Any()))
        {
            bool isDense = op.Type == "Linear" && op.Scope.Name != "lm_head";
            op.Parameters.First().TypeName.ShouldBe(isDense ? "float8" : "bfloat16", op.Scope.Path);
            if (isDense)
                op.Inputs[0].TypeName.ShouldBe("float8", op.Scope.Path);
            op.Outputs.ShouldAllBe(output => output.TypeName == "bfloat16", op.Scope.Path);
        }

        // Queries, keys and values are given the same numbers, which are made narrow once.
        graph.Operators.Count(op => op.Type == "Quantize").ShouldBe(4 * 32);
    }

    [Theory]
    [InlineData("float8", 1.0)]
    // 128 values of a head and a scale of 16 bits; groups of 32 with zero points.
    [InlineData("int8", 1.0 + (2.0 / 128))]
    [InlineData("int4:group=32:zeros", 0.5 + (2.5 / 32))]
    public void Kept_NarrowKeys_AreSmallerByTheirBits(string kept, double bytesEach)
    {
        foreach (AttentionForm form in (AttentionForm[])[AttentionForm.Written, AttentionForm.Fused])
        {
            Workload workload = new() { Phase = GenerationPhase.Decode, PastLength = 64, Attention = form };
            Graph graph = ModelZoo.Find(Llama).Build(NumberTypeText.Apply(workload, "bfloat16", null, null, kept));

            graph.Kept!.Value.BytesPerToken.ShouldBe((long)(2 * 32 * 8 * 128 * bytesEach), form.ToString());
            graph.Inputs.Where(input => input.Name.StartsWith("past", StringComparison.Ordinal))
                .ShouldAllBe(input => input.TypeName.StartsWith(kept.Split(':')[0], StringComparison.Ordinal));
            GraphView.Full(graph).Uncounted.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Apply_Contradictions_AreRefused()
    {
        Should.Throw<InputException>(() => Build(Llama, null, "bfloat16", "int8")).Message.ShouldContain("narrow weights");
        Should.Throw<InputException>(() => Build(Llama, "q4_K")).Message.ShouldContain("type of weights");
        Should.Throw<InputException>(() => Build(Llama, "fp7")).Message.ShouldContain("did you mean");
    }

    [Fact]
    public void Build_OneTypeAskedForInParts_IsUniform() =>
        Build(Llama, null, "float16", "float16", "float16").IsNarrow.ShouldBeFalse();

    private static Graph Build(string name, string? all, string? weights = null, string? activations = null, string? kept = null) =>
        ModelZoo.Find(name).Build(NumberTypeText.Apply(new Workload { SequenceLength = 16 }, all, weights, activations, kept));

    private static NodeCounts Count(string name, string? all, string? weights = null)
    {
        GraphView view = GraphView.Full(Build(name, all, weights));
        return view.CountsOf(view.Tree.Root);
    }
}
