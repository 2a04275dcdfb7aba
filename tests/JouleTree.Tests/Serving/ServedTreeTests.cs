using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Models;
using JouleTree.Serving;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Serving;

/// <summary>The energy of a step over its modules.</summary>
public sealed class ServedTreeTests
{
    private static readonly ServingDeployment Deployment =
        new() { Gpus = 2, Requests = 64, PromptTokens = 600, AnswerTokens = 400, DecodePosition = 200 };

    [Theory]
    [InlineData("Qwen/Qwen3-0.6B", "h100-vllm-0.11")]
    [InlineData("Qwen/Qwen3-30B-A3B", "b200-vllm-0.11")]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "h100-vllm-0.11")]
    public void Of_Parents_AreTheirChildrenAndTheirOwn(string name, string device)
    {
        (ModelTree tree, double prompts, ServingEstimate estimate) = Split(name, device);

        double root = tree.Root.PredictedJoules!.Value;
        (root + prompts).ShouldBe(estimate.JoulesPerToken, 1e-9 * estimate.JoulesPerToken);
        foreach (TreeNode node in tree.Root.SelfAndDescendants())
        {
            double joules = node.PredictedJoules.ShouldNotBeNull();
            node.Children.Sum(child => child.PredictedJoules!.Value).ShouldBeLessThanOrEqualTo(joules * (1 + 1e-12));
            node.Details!.Prediction!.Terms!.Values.Sum().ShouldBe(joules, 1e-9 * Math.Max(joules, 1e-12));
        }
    }

    [Fact]
    public void Of_Weights_FollowTheirBytes()
    {
        (ModelTree tree, _, ServingEstimate estimate) = Split("meta-llama/Llama-3.1-8B", "h100-vllm-0.11");

        TreeNode head = tree.Root.SelfAndDescendants().Single(node => node.Scope.Name == "lm_head");

        // 525,336,576 of the 7,504,924,672 weights that a token multiplies (norms among them).
        head.Details!.Prediction!.Terms!["weights"].ShouldBe(
            estimate.Purposes[ServingPurpose.Weights] * 525_336_576 / 7_504_924_672, 1e-6 * estimate.JoulesPerToken);
        head.Details.Prediction.Terms.ShouldNotContainKey("kept_keys");
    }

    private static (ModelTree Tree, double Prompts, ServingEstimate Estimate) Split(string name, string device)
    {
        ModelSource source = ModelSource.Open(name);
        ServingModel model = ShippedServingProfiles.Find(device)!.Model;
        ServedModel served = ServedModel.Of(source);
        (ModelTree tree, double prompts) = ServedTree.Of(served.Step(Deployment), served.Network, Deployment, model);
        return (tree, prompts, model.Estimate(served.Network, Deployment));
    }
}
