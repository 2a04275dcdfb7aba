using JouleTree.Advice;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Devices;
using JouleTree.Graphs;
using JouleTree.Models;
using JouleTree.Serving;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Advice;

/// <summary>Which moves are offered to whom.</summary>
public sealed class OfferedMovesTests
{
    private static readonly ServingDeployment Sixteen = new() { Requests = 16, PromptTokens = 600, AnswerTokens = 400 };

    [Theory]
    [InlineData(GenerationPhase.Prefill, null)]
    [InlineData(GenerationPhase.Decode, null)]
    [InlineData(GenerationPhase.None, 16)]
    public void Length_OfAGeneration_IsNotHalved(GenerationPhase phase, int? answer) => Names(
        "gpt2:lm-head", new Workload { BatchSize = 8, Phase = phase, AnswerLength = answer }).ShouldNotContain("length-half");

    [Theory]
    [InlineData("resnet50", new[] { "resnet34", "googlenet" }, new[] { "whisper-base-encoder", "distilbert-base-uncased" })]
    [InlineData("whisper-base-encoder", new string[0], new[] { "resnet18", "mobilenet_v2", "distilbert-base-uncased" })]
    [InlineData("bert-base-uncased", new[] { "distilbert-base-uncased" }, new[] { "gpt2", "distilgpt2", "t5-small", "resnet18" })]
    [InlineData("gpt2", new[] { "distilgpt2" }, new[] { "distilbert-base-uncased", "t5-small" })]
    [InlineData("google-t5/t5-base", new string[0], new[] { "distilgpt2", "distilbert-base-uncased" })]
    public void Models_ThatAreOffered_DoTheSameTask(string model, string[] offered, string[] others)
    {
        string[] names = Names(model, new Workload { BatchSize = 8 });

        foreach (string name in offered)
            names.ShouldContain($"model-{name}");
        foreach (string name in others)
            names.ShouldNotContain($"model-{name}");
        names.Count(name => name.StartsWith("model-", StringComparison.Ordinal)).ShouldBeInRange(0, 8);
    }

    [Fact]
    public void Models_OfAHead_HaveIt()
    {
        string[] names = Names("bert-base-uncased:sequence-classification", new Workload { BatchSize = 8 });

        names.ShouldContain("model-distilbert-base-uncased:sequence-classification");
        names.Where(name => name.StartsWith("model-", StringComparison.Ordinal))
            .ShouldAllBe(name => name.EndsWith(":sequence-classification", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gpt2", "n_inner 1536 for 3072")]
    [InlineData("distilbert-base-uncased", "hidden_dim 1536 for 3072")]
    [InlineData("vit_b_16", "mlp_dim 1536 for 3072")]
    [InlineData("facebook/opt-125m", "ffn_dim 1536 for 3072")]
    [InlineData("google-t5/t5-base", "d_ff 1536 for 3072")]
    [InlineData("xlnet-base-cased", "d_inner 1536 for 3072")]
    public void Width_InsideTheMlp_IsThatOfTheFamily(string model, string sizes) =>
        Of(model, new Workload()).Move("mlp-half").Move.Text.ShouldEndWith(sizes);

    [Theory]
    [InlineData("gpt2", "n_layer 6 for 12")]
    [InlineData("vit_b_16", "num_layers 6 for 12")]
    [InlineData("google-t5/t5-base", "num_layers 6 for 12, num_decoder_layers 6 for 12")]
    public void Layers_AreThoseOfTheFamily(string model, string sizes) =>
        Of(model, new Workload()).Move("layers-half").Move.Text.ShouldEndWith(sizes);

    [Fact]
    public void ShapedInputs_AreNotMultiplied() => Names("bert-base-uncased", new Workload
    {
        InputShapes = new Dictionary<string, TensorShape> { ["input_ids"] = new TensorShape(8, 128) },
    }).ShouldAllBe(name => !name.StartsWith("batch", StringComparison.Ordinal) && !name.StartsWith("length", StringComparison.Ordinal));

    [Theory]
    [InlineData("batch-4x", 64, 1, null)]
    [InlineData("gpus-2x", 16, 2, null)]
    [InlineData("weights-float8", 16, 1, "float8")]
    [InlineData("weights-int4", 16, 1, "int4")]
    public void Move_OfADeployment_IsWhatItsProfileSays(string move, int requests, int gpus, string? type)
    {
        ServingProfile profile = ServingProfile.Find("h100-vllm-0.11");
        ModelSource qwen = ModelSource.Open("Qwen/Qwen3-8B");
        NumberTypes? types = type is null ? null : new NumberTypes { Weights = NumberFormat.Parse(type) };
        ServingEstimate expected = ServedModel.Of(qwen, types).On(profile, Sixteen with { Requests = requests, Gpus = gpus }).Estimate;

        AdviceSaving saving = EnergyAdvice.Of(AdvisedModel.Served(qwen, Sixteen, [profile])).Move(move).Saving!;

        saving.Then.Joules.ShouldBe(expected.JoulesPerToken);
        saving.Then.InterTokenSeconds.ShouldBe(expected.InterTokenSeconds);
        saving.Then.Item.ShouldBe("a token");
    }

    [Fact]
    public void OtherGpus_AreOffered_AndMoreRequestsThanFitAreNot()
    {
        ServingProfile profile = ServingProfile.Find("h100-vllm-0.11");
        ModelSource qwen = ModelSource.Open("Qwen/Qwen3-32B");
        EnergyAdvice advice = EnergyAdvice.Of(AdvisedModel.Served(qwen, Sixteen, [profile], new NumberTypes
        {
            Weights = NumberFormat.Parse("float8"),
        }));

        advice.Move("device-b200-vllm-0.11").Saving!.Then.Joules.ShouldBe(
            ServedModel.Of(qwen, new NumberTypes { Weights = NumberFormat.Parse("float8") })
                .On(ServingProfile.Find("b200-vllm-0.11"), Sixteen).Estimate.JoulesPerToken);
        double most = ServedModel.Of(qwen, new NumberTypes { Weights = NumberFormat.Parse("float8") }).On(profile, Sixteen)
            .Memory.MostRequests;
        string[] batches = [.. advice.Moves.Where(move => move.Move.Kind == AdviceKind.Batch).Select(move => move.Move.Name)];
        batches.Length.ShouldBe((int)Math.Log2(most / 16));
    }

    private static EnergyAdvice Of(string model, Workload workload) => EnergyAdvice.Of(AdvisedModel.Of(
        ModelSource.Open(model), workload, EnergyDevice.Find("irene-device-1")));

    private static string[] Names(string model, Workload workload) => [.. Of(model, workload).Moves.Select(move => move.Move.Name)];
}
