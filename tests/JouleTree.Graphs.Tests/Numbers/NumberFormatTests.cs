using JouleTree.Core.Errors;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Numbers;

/// <summary>Bytes of stored numbers against what the makers of the formats say.</summary>
public class NumberFormatTests
{
    [Theory]
    // A matrix of 256 rows and 512 columns: 131,072 values.
    [InlineData("float32", 524_288)]
    [InlineData("bfloat16", 262_144)]
    // A scale of 32 bits a row.
    [InlineData("float8", 131_072 + (256 * 4))]
    [InlineData("float8:block=128", 131_072 + (2 * 4 * 4))]
    [InlineData("float8:group=128", 131_072 + (256 * 4 * 4))]
    [InlineData("int8", 131_072 + (256 * 2))]
    [InlineData("int4:group=128", 65_536 + (256 * 4 * 2))]
    // Zero points of 4 bits beside.
    [InlineData("int4:group=128:zeros", 65_536 + (256 * 4 * 2) + (256 * 4 / 2))]
    // 4.25 and 4.5 bits a value.
    [InlineData("mxfp4", 131_072 * 17 / 32)]
    [InlineData("nvfp4", (131_072 * 9 / 16) + 4)]
    [InlineData("q4_K", 131_072 / 256 * 144)]
    [InlineData("Q6_k", 131_072 / 256 * 210)]
    [InlineData("q8_0", 131_072 / 32 * 34)]
    [InlineData("iq1_s", 131_072 / 256 * 50)]
    public void BytesOf_Matrix_AreThoseOfValuesAndScales(string format, long bytes) =>
        NumberFormat.Parse(format).BytesOf(new TensorShape(256, 512)).ShouldBe(bytes);

    [Fact]
    public void BytesOf_BlocksThatAreNotFull_HaveAScaleEach()
    {
        NumberFormat.Parse("float8:block=128").BytesOf(new TensorShape(3, 129, 130)).ShouldBe((3 * 129 * 130) + (3 * 2 * 2 * 4));
        NumberFormat.Parse("int4:group=32").BytesOf(new TensorShape(1, 33)).ShouldBe(17 + (2 * 2));
        NumberFormat.Parse("int4:group=32").BytesOf(new TensorShape(0, 33)).ShouldBe(0);
        NumberFormat.Parse("int8").BytesOf(TensorShape.Scalar).ShouldBe(1 + 2);
    }

    [Fact]
    public void BytesOf_StackedMatrices_AreThoseOfEachApart() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        string[] names = [.. NumberFormatText.Names, "int4:group=32", "int8:zeros", "float8:block=64", "int4:group=100:zeros"];
        NumberFormat format = NumberFormat.Parse(names[random.Next(names.Length)]);
        long matrices = random.Next(1, 5), rows = random.Next(1, 70), columns = 2 * random.Next(1, 300);

        long one = format.BytesOf(new TensorShape(rows, columns));

        // Packed bits of several matrices share a byte at most.
        format.BytesOf(new TensorShape(matrices, rows, columns)).ShouldBeInRange((matrices * one) - (2 * matrices), matrices * one,
            $"{format} {matrices}x{rows}x{columns}");
        one.ShouldBeGreaterThanOrEqualTo(rows * columns * format.Bits / 8);
    });

    [Theory]
    [InlineData("flaot32", "did you mean float32")]
    [InlineData("int4:group=0", "'group=0' in 'int4:group=0' says nothing")]
    [InlineData("int4:group=x", "'group=x'")]
    [InlineData("float32:group=64", "'group=64'")]
    [InlineData("int8:block=128", "'block=128'")]
    [InlineData("q4_K:group=32", "'group=32'")]
    [InlineData("mxfp4:group=16", "'group=16'")]
    [InlineData("", "is no type of numbers")]
    [InlineData("complex64", "is no type of numbers")]
    public void Parse_AnythingElse_SaysWhatIsWrong(string text, string message) =>
        Should.Throw<InputException>(() => NumberFormat.Parse(text)).Message.ShouldContain(message);

    [Theory]
    [InlineData("layers.3.mlp.gate", "mlp.gate", true)]
    [InlineData("model.layers.3.mlp.gate", "model.layers.3.mlp.gate", true)]
    [InlineData("layers.3.mlp.gate", "model.layers.3.mlp.gate", true)]
    [InlineData("layers.3.mlp.gate_proj", "mlp.gate", false)]
    [InlineData("layers.13.mlp.gate_proj", "model.layers.3", false)]
    [InlineData("model.layers.3.self_attn.q_proj", "model.layers.*.self_attn", true)]
    [InlineData("layers.3.self_attn.q_proj", "self_attn", true)]
    [InlineData("lm_head", "lm_head", true)]
    [InlineData("layers.3.self_attn.q_proj", "re:.*self_attn.*", true)]
    [InlineData("layers.3.mlp.up_proj", "re:.*self_attn.*", false)]
    [InlineData("layers.3.mlp.gate", "re:model\\.layers\\.3\\.mlp\\.gate$", true)]
    [InlineData("layers.3.mlp.gate", "re:[", false)]
    public void Matches_NamesOfModules_AsConfigurationsMeanThem(string module, string pattern, bool matches) =>
        ListedModules.Matches(module, pattern).ShouldBe(matches);
}
