using JouleTree.Graphs;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling.Foreign;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Foreign;

public sealed class AgreementTests
{
    [Theory]
    [InlineData(new[] { 1f, -4f }, new[] { 1f, -4f }, 0)]
    [InlineData(new[] { 1f, -4f }, new[] { 1.5f, -4f }, 0.125)] // Over the largest, which is 4.
    [InlineData(new[] { 0f, 0f }, new[] { 1f, 0f }, double.PositiveInfinity)]
    [InlineData(new[] { 1f, 2f }, new[] { 1f, float.NaN }, double.PositiveInfinity)]
    [InlineData(new[] { 1f, float.NegativeInfinity }, new[] { 1f, float.NegativeInfinity }, 0)] // A mask's.
    public void Difference_OfTwoOutputs_IsRelativeToTheLargest(float[] expected, float[] found, double difference) =>
        Agreement.Difference(Outputs(expected), Outputs(found)).ShouldBe(difference);

    [Fact]
    public void Difference_AnotherShapeOrNoOutput_IsInfinite()
    {
        Agreement.Difference(Outputs([1, 2]), Outputs([1, 2, 3])).ShouldBe(double.PositiveInfinity);
        Agreement.Difference(Outputs([1, 2]), new Dictionary<string, TensorData>()).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Difference_OfHalves_IsTheirs() => Agreement.Difference(
        new Dictionary<string, TensorData> { ["y"] = TensorData.From<Half>(DataType.Float16, [1], [(Half)2]) },
        new Dictionary<string, TensorData> { ["y"] = TensorData.From<Half>(DataType.Float16, [1], [(Half)3]) }).ShouldBe(0.5);

    private static Dictionary<string, TensorData> Outputs(float[] values) =>
        new() { ["y"] = TensorData.From<float>(DataType.Float32, [values.Length], values) };
}
