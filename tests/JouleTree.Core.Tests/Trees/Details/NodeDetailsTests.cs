using JouleTree.Core.Trees.Details;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Details;

public sealed class NodeDetailsTests
{
    [Fact]
    public void Remarks_NotesOfCountsAndPrediction_ComeInThatOrder()
    {
        PredictionDetails prediction = new() { Joules = 1, Notes = ["c"] };
        new NodeDetails().Remarks.ShouldBeEmpty();
        new NodeDetails { Notes = ["a", "b"] }.Remarks.ShouldBe(["a", "b"]);
        new NodeDetails { Prediction = prediction }.Remarks.ShouldBe(["c"]);
        new NodeDetails { Notes = ["a", "b"], Prediction = prediction }.Remarks.ShouldBe(["a", "b", "c"]);
    }
}
