using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

public class ParameterTotalTests
{
    public static TheoryData<string> Published =>
        [.. ModelZoo.Models.Where(model => model.PublishedParameters is not null).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Published))]
    public void ParameterCount_PublishedModel_EqualsPublishedTotal(string name)
    {
        ZooModel model = ModelZoo.Find(name);

        model.Build().ParameterCount.ShouldBe(model.PublishedParameters!.Value);
    }
}
