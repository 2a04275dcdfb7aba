using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers;

public sealed class LayerConfigurationTests
{
    [Theory]
    [InlineData(0, 9, 5, "batch_size")]
    [InlineData(1, -9, 5, "input_size")]
    public void Create_ImpossibleSize_NamesTheKey(long batch, long input, long output, string key) =>
        Should.Throw<InputException>(() => LayerConfiguration.Create(LayerType.Linear, batch, input, output)).Message.ShouldContain(key);

    [Fact]
    public void Create_KernelLargerThanPaddedInput_IsRefused() =>
        Should.Throw<InputException>(() => LayerConfiguration.Create(LayerType.Conv2d, 1, 3, 6, 3, 3, 1, 1))
            .Message.ShouldContain("larger than the padded input of 5");

    [Fact]
    public void Equals_SameValues_IsTheSameLayer()
    {
        LayerConfiguration one = LayerConfiguration.Create(LayerType.Linear, 1, 2, 3);

        one.ShouldBe(LayerConfiguration.Create(LayerType.Linear, 1, 2, 3));
        one.GetHashCode().ShouldBe(LayerConfiguration.Create(LayerType.Linear, 1, 2, 3).GetHashCode());
        one.ShouldNotBe(one.WithBatch(2));
        one.ToString().ShouldBe("Linear(batch_size=1, input_size=2, output_size=3)");
    }
}
