using JouleTree.Graphs.Operators;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators;

public sealed class OperatorFamiliesTests
{
    [Fact]
    public void Types_AllFamilies_AreInAlphabeticalOrderAndFound()
    {
        string[] types = [.. OperatorFamilies.Types];

        types.ShouldBe(types.Order(StringComparer.Ordinal));
        types.ShouldBeUnique();
        types.ShouldAllBe(type => OperatorFamilies.Find(type)!.Types.Contains(type));
        types.Length.ShouldBe(300);
    }

    [Fact]
    public void Find_UnknownType_HasNone() => OperatorFamilies.Find("Frobnicate").ShouldBeNull();
}
