using JouleTree.Core.Errors;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

public class ModelZooTests
{
    public static TheoryData<string> Names => [.. ModelZoo.Models.Select(model => model.Name)];

    [Fact]
    public void Models_AllFamilies_HaveDifferentNames() =>
        ModelZoo.Models.Select(model => model.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_EveryModel_UsesEveryTensorAfterItIsMade(string name)
    {
        Graph graph = ModelZoo.Find(name).Build();
        HashSet<Tensor> made = [.. graph.Inputs, .. graph.StoredTensors];
        foreach (Operator op in graph.Operators)
        {
            if (!op.Inputs.All(made.Contains))
                Assert.Fail($"{op} reads a tensor that is not made yet");
            made.UnionWith(op.Outputs);
        }

        graph.Outputs.All(made.Contains).ShouldBeTrue();
        graph.StoredTensors.DistinctBy(tensor => tensor.Name).Count().ShouldBe(graph.StoredTensors.Count());
    }

    [Theory]
    [InlineData("BERT-Base-Uncased", "bert-base-uncased")]
    [InlineData("google-bert/bert-base-uncased", "bert-base-uncased")]
    [InlineData("openai-community/gpt2-xl", "gpt2-xl")]
    [InlineData("google/bert_uncased_L-4_H-256", "google/bert_uncased_L-4_H-256_A-4")]
    [InlineData("distilbert", "distilbert-base-uncased")]
    public void Find_OtherSpelling_IsTheSameModel(string spelling, string name) => ModelZoo.Find(spelling).Name.ShouldBe(name);

    [Theory]
    [InlineData("bert-bas-uncased", "bert-base-uncased")]
    [InlineData("resnet-50", "resnet50")]
    [InlineData("vgg", "vgg11")]
    public void Find_UnknownName_SuggestsNearOnes(string name, string suggestion) =>
        Should.Throw<InputException>(() => ModelZoo.Find(name)).Message.ShouldContain(suggestion);

    [Fact]
    public void Find_NameLikeNoOther_PointsToTheList() =>
        Should.Throw<InputException>(() => ModelZoo.Find("qqqqqqqqqqqqqqqq")).Message.ShouldEndWith("; `ModelZoo.Models` shows all names");

    [Fact]
    public void Build_SmallBert_HasThePublishedSize()
    {
        // Turc et al. (2019) give 4.4 and 11.3 million for the tiny and mini ones.
        ModelZoo.Find("google/bert_uncased_L-2_H-128").Build().ParameterCount.ShouldBe(4_385_920);
        ModelZoo.Find("google/bert_uncased_L-4_H-256").Build().ParameterCount.ShouldBe(11_170_560);
    }

    [Theory]
    [InlineData("bert-base-uncased", "num_hidden_layers=6", 109_482_240 - (6 * 7_087_872))]
    [InlineData("gpt2", "num_hidden_layers=6", 81_912_576)]
    [InlineData("gpt2", "n_layer=6", 81_912_576)]
    [InlineData("resnet50", "num_classes=10", 25_557_032 - (990 * 2049))]
    public void Build_ChangedField_ChangesParameters(string name, string change, long parameters) =>
        ModelZoo.Find(name).Build(changes: ConfigFields.Empty().AddPair(change)).ParameterCount.ShouldBe(parameters);

    [Theory]
    [InlineData("bert-base-uncased", "num_attention_heads=7", "cannot be divided among 7")]
    [InlineData("bert-base-uncased", "hidden_size=0", "whole number")]
    [InlineData("bert-base-uncased", "hidden_size=-768", "whole number")]
    [InlineData("bert-base-uncased", "hidden_size=7.5", "whole number")]
    [InlineData("bert-base-uncased", "hidden_size=99999999999", "whole number")]
    [InlineData("bert-base-uncased", "hidden_act=sine", "gelu or")]
    [InlineData("bert-base-uncased", "hidden_layers=6", "num_hidden_layers")]
    [InlineData("bert-base-uncased", "nonsense=6", "not a field")]
    [InlineData("bert-base-uncased", "position_embedding_type=relative_key", "expected absolute")]
    [InlineData("gpt2", "add_cross_attention=true", "expected false")]
    [InlineData("mobilenet_v2", "width_mult=0", "more than 0")]
    [InlineData("gpt2", "n_head=5", "cannot be divided among 5")]
    [InlineData("vgg16", "depths=1,2", "5 numbers")]
    public void Build_WrongField_IsRefused(string name, string change, string expected) =>
        Should.Throw<InputException>(() => ModelZoo.Find(name).Build(changes: ConfigFields.Empty().AddPair(change)))
            .Message.ShouldContain(expected);

    [Fact]
    public void Build_HuggingFaceConfig_TakesItsFieldsAndIgnoresTraining()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("config.json", """
            {"architectures": ["BertForMaskedLM"], "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu", "hidden_size": 312,
             "initializer_range": 0.02, "intermediate_size": 1200, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
             "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 4, "pad_token_id": 0, "type_vocab_size": 2,
             "transformers_version": "4.30.0", "use_cache": true, "vocab_size": 30522, "classifier_dropout": null}
            """);

        // TinyBERT (Jiao et al., 2020): 14.5 million parameters with its task's head, 14,350,248 in the base model.
        ModelZoo.Find("bert-base-uncased").Build(changes: ConfigFields.Empty().AddFile(file)).ParameterCount.ShouldBe(14_350_248);
    }

    [Fact]
    public void Build_ConfigOfAnotherFamily_IsRefused()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("config.json", """{"model_type": "gpt2", "n_layer": 3}""");

        InputException error = Should.Throw<InputException>(() => ModelZoo.Find("bert-base-uncased")
            .Build(changes: ConfigFields.Empty().AddFile(file)));

        error.Message.ShouldContain("config.json");
        error.Message.ShouldContain("'bert'");
    }

    [Theory]
    [InlineData("bert-base-uncased", 513)]
    [InlineData("roberta-base", 513)]
    [InlineData("gpt2", 1025)]
    public void Build_SequenceBeyondPositions_IsRefused(string name, int length)
    {
        Should.Throw<InputException>(() => ModelZoo.Find(name).Build(new Workload { SequenceLength = length }))
            .Message.ShouldContain("positions");
        ModelZoo.Find(name).Build(new Workload { SequenceLength = length - 1 }).Workload.SequenceLength.ShouldBe(length - 1);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(-3, 8)]
    [InlineData(2, 0)]
    [InlineData(2, -8)]
    public void Build_SizeBelowOne_IsRefused(int batch, int length) =>
        Should.Throw<InputException>(() => ModelZoo.Find("gpt2").Build(new Workload { BatchSize = batch, SequenceLength = length }));

    [Fact]
    public void Build_InputShape_SetsBatchAndSize()
    {
        Workload workload = new() { InputShapes = new Dictionary<string, TensorShape> { ["input"] = new(4, 3, 320, 256) } };

        Graph graph = ModelZoo.Find("resnet18").Build(workload);

        graph.Workload.BatchSize.ShouldBe(4);
        graph.Inputs.ShouldHaveSingleItem().Shape.ShouldBe(new TensorShape(4, 3, 320, 256));
        graph.Outputs.ShouldHaveSingleItem().Shape.ShouldBe(new TensorShape(4, 1000));
    }

    [Fact]
    public void Build_InputThatTheModelDoesNotHave_IsRefused()
    {
        Workload workload = new() { InputShapes = new Dictionary<string, TensorShape> { ["pixels"] = new(4, 3, 320, 256) } };

        Should.Throw<InputException>(() => ModelZoo.Find("resnet18").Build(workload)).Message.ShouldContain("input");
    }

    [Fact]
    public void Build_ImageTooSmall_NamesTheLayer()
    {
        Workload workload = new() { InputShapes = new Dictionary<string, TensorShape> { ["input"] = new(1, 3, 16, 16) } };

        Should.Throw<InputException>(() => ModelZoo.Find("vgg16").Build(workload)).Message.ShouldContain("root.features.30");
    }
}
