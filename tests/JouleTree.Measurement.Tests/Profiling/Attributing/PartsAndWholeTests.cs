using JouleTree.Core.Trees;
using JouleTree.Measurement.Profiling.Attributing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Attributing;

public sealed class PartsAndWholeTests
{
    // The small batch of BERT that this was seen on: 0.170 of 0.377 J.
    [Theory]
    [InlineData(0.377, 0.170, "sum to 45 % of the whole (0.17 of 0.377 J): alone, what they read is still in the cache")]
    [InlineData(0.1, 0.25, "sum to 250 % of the whole (0.25 of 0.1 J): alone, each is called and fed by itself")]
    [InlineData(0.4, 0.38, null)]
    [InlineData(0.4, 0.21, null)]
    [InlineData(0.4, 0.79, null)]
    public void Of_PartsThatSumToAnotherWhole_SaysByHowMuchAndWhy(double whole, double sum, string? expected)
    {
        string? note = PartsAndWhole.Of(Tree(whole, sum / 4, sum * 3 / 4));

        if (expected is null)
            note.ShouldBeNull();
        else
            note.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void Of_PartBelowTheMetersResolution_GoesByTimes()
    {
        TreeNode root = Tree(0.4, 0.1, null);

        PartsAndWhole.Of(root).ShouldNotBeNull().ShouldContain("(0.02 of 0.4 s)");
    }

    [Fact]
    public void Of_ModelThatIsOnePart_IsNothingToSay() => PartsAndWhole.Of(Tree(0.4)).ShouldBeNull();

    private static TreeNode Tree(double whole, params double?[] parts) => new()
    {
        Id = "0",
        Scope = new Scope("root"),
        Kind = NodeKind.Model,
        InstanceType = "Model",
        Columns = default(NodeColumns).With(NodeColumn.GroundTruthEnergy, whole).With(NodeColumn.TimesMean, whole),
        Children =
        [
            .. parts.Select((joules, index) => new TreeNode
            {
                Id = $"{index + 1}",
                Scope = new Scope($"root.{index}"),
                Kind = NodeKind.Primitive,
                InstanceType = "Linear",
                Columns = default(NodeColumns).With(NodeColumn.GroundTruthEnergy, joules).With(NodeColumn.TimesMean, 0.01),
            }),
        ],
    };
}
