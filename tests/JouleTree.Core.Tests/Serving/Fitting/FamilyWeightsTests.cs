using JouleTree.Core.Serving.Fitting;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Fitting;

public sealed class FamilyWeightsTests
{
    [Fact]
    public void Of_ALargeFamily_CountsAsTheRootOfItsRows()
    {
        // 32 of 40 rows are one family's, and the mean of two is 20.
        ServingRow[] rows = [.. RelativeRidgeTests.Rows(_ => 1, index => index % 5 == 0 ? "small" : "large")];

        double[] weights = FamilyWeights.Of(rows);

        weights.Length.ShouldBe(40);
        weights[0].ShouldBe(1);
        weights[1].ShouldBe(Math.Sqrt(20.0 / 32), 1e-12);
    }
}
