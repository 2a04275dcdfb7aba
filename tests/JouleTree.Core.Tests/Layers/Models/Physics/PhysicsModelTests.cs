using JouleTree.Core.Features;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class PhysicsModelTests
{
    private static readonly LayerConfiguration Layer = LayerConfiguration.Create(LayerType.ReLU, 2, 100);

    // A call of 3 J and 800 bytes of 0.01 J each.
    [Fact]
    public void Predict_WithoutCorrection_IsTheSumOfTheTerms()
    {
        PhysicsModel model = Model([3, 0.01, 7], correction: null);

        model.Predict(Layer).ShouldBe(new LayerPrediction(11));
        model.Formula.ShouldBe("E[J] = (3·[call] + 0.01·[bytes] + 7·[bytes mapped anew]) × made up");
    }

    [Fact]
    public void Predict_WithCorrection_IsTheSumTimesTheFactor() =>
        Model([3, 0.01, 7], new StepCorrection([], [1.5])).Predict(Layer).Joules.ShouldBe(1.5 * 11, 1e-12);

    // Nine million elements are more than 32 MiB: their bytes count once more.
    [Fact]
    public void Predict_LargeOutput_IsMappedAnew() =>
        Model([0, 1, 2], correction: null).Predict(Layer.WithBatch(90_000)).Joules.ShouldBe(3 * 4 * 9e6);

    // Residuals of ±0.1 everywhere: the local deviation is 0.1 and the interval covers all of them; 2 deviations off the range at half a
    // deviation each double it.
    [Fact]
    public void Predict_OffTheRange_IsWiderByTheDistance()
    {
        CorrectionSpace space = new(onlySize: true, new StandardScaler([0], [Math.Log(10)]), [Math.Log(100)], [Math.Log(200)]);
        ResidualSpread spread = new([0, 0, 0], [1, 1, 1], [0.1, -0.1, 0.1]);
        PhysicsModel model = new(LayerRange.Of([Layer]), PhysicsKernel.Usual, [1, 0, 0], space, null, spread, widening: 0.5, "made up");

        LayerPrediction inside = model.Predict(Layer);
        LayerPrediction outside = model.Predict(Layer.WithBatch(200));

        inside.LogSpread!.Value.ShouldBe(0.1, 1e-12);
        inside.LogInterval!.Value.ShouldBe(0.1, 1e-12);
        outside.LogSpread!.Value.ShouldBe(0.2, 1e-12);
        outside.LogInterval!.Value.ShouldBe(0.2, 1e-12);
    }

    [Fact]
    public void Refuses_KernelThatWasNotMeasured_SaysWhich()
    {
        PhysicsModel usual = Of(PhysicsKernel.Usual, 1);

        usual.Refuses(Convolution(kernel: 3, padding: 1)).ShouldBeNull();
        usual.Refuses(Convolution(kernel: 1, padding: 1)).ShouldBe("padding as large as the kernel");
        Of(PhysicsKernel.MatrixProduct, 1).Refuses(Convolution(kernel: 3, padding: 1)).ShouldBe("padding smaller than the kernel");
        Of(PhysicsKernel.Usual, 0).Refuses(Convolution(kernel: 3, padding: 1)).ShouldBe("none like it was measured");

        static LayerConfiguration Convolution(long kernel, long padding) =>
            LayerConfiguration.Create(LayerType.Conv2d, 1, 8, kernel, 16, 16, 1, padding);

        static PhysicsModel Of(PhysicsKernel kernels, double call)
        {
            double[] coefficients = new double[PhysicsTerms.Names(LayerType.Conv2d).Count];
            coefficients[0] = call;
            LayerConfiguration[] layers = [Convolution(3, 1)];
            return new PhysicsModel(
                LayerRange.Of(layers), kernels, coefficients, CorrectionSpace.Of(layers, onlySize: false), null, null, 0, "made up");
        }
    }

    [Fact]
    public void Model_WrongNumberOfCoefficients_IsRefused() =>
        Should.Throw<ArgumentException>(() => Model([1, 2], correction: null)).Message.ShouldContain("2 coefficients, expected 3");

    private static PhysicsModel Model(double[] coefficients, ICorrection? correction) =>
        new(
            LayerRange.Of([Layer]), PhysicsKernel.Usual, coefficients, CorrectionSpace.Of([Layer], onlySize: true), correction, null, 0,
                "made up");
}
