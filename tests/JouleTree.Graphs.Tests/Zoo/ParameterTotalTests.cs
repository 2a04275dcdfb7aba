using JouleTree.Graphs.Counting;
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
        model.CountParameters().ShouldBe(model.PublishedParameters.Value);
    }

    [Theory]
    [InlineData("bert-base-uncased")]
    [InlineData("gpt2:lm-head")]
    [InlineData("t5-small:lm-head")]
    [InlineData("resnet18")]
    [InlineData("mistralai/Mixtral-8x7B-v0.1")]
    [InlineData("openai/gpt-oss-20b")]
    public void ActiveWeights_OfAGraph_AreThoseOfItsView(string name)
    {
        Graph graph = ModelZoo.Find(name).Build();
        GraphView view = GraphView.Full(graph);

        ActiveWeights.Of(graph).ShouldBe(view.CountsOf(view.Tree.Root).ActiveParameters);
    }
}
