using JouleTree.Core.Errors;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Models;
using JouleTree.Serving;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Serving;

public sealed class DeploymentChoiceTests
{
    private static readonly ServedModel Small = ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-8B"));
    private static readonly ServedModel Large = ServedModel.Of(ModelSource.Open("meta-llama/Llama-3.1-70B"));

    [Fact]
    public void Of_AllProfiles_FrontierIsWhatNoOtherOneBeatsInBoth()
    {
        RankedDeployment[] all = [.. DeploymentChoice.Of([Small], new DeploymentGrid()).Deployments];
        RankedDeployment[] running = [.. all.Where(one => one.Runs)];

        running.Length.ShouldBeGreaterThan(100);
        foreach (RankedDeployment one in running)
        {
            bool isBeaten = running.Any(other => IsAtLeastAsGood(other, one) && !IsAtLeastAsGood(one, other));
            one.IsDominated.ShouldBe(isBeaten, $"{one.Answer.Profile.Name} {one.Answer.Deployment}");
        }

        all.Length.ShouldBe(4 * 4 * 10);
        all.Where(one => !one.Runs).ShouldAllBe(one => !one.IsOnFrontier && !one.IsDominated && !one.IsWithinLimit);
    }

    [Fact]
    public void Frontier_IsSortedByTimeAndGetsCheaper()
    {
        RankedDeployment[] frontier = [.. DeploymentChoice.Of([Small], new DeploymentGrid()).Frontier];

        frontier.Length.ShouldBeGreaterThan(5);
        frontier.Select(one => one.Estimate!.InterTokenSeconds).ShouldBeInOrder(SortDirection.Ascending);
        frontier.Select(one => one.Estimate!.JoulesPerToken).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void Cheapest_WithinALimit_IsTheLeastOfThoseThatKeepIt()
    {
        int found = 0;
        for (double limit = 0.002; limit < 0.5; limit *= 1.2)
        {
            DeploymentChoice choice = DeploymentChoice.Of([Large], new DeploymentGrid { MostInterTokenSeconds = limit });
            RankedDeployment[] within = [.. choice.Deployments.Where(one => one.Runs && one.Estimate!.InterTokenSeconds <= limit)];
            within.ShouldBe([.. choice.Deployments.Where(one => one.IsWithinLimit)]);
            choice.Cheapest.Select(one => one.Estimate!.JoulesPerToken)
                .ShouldBe(within.Length == 0 ? [] : [within.Min(one => one.Estimate!.JoulesPerToken)]);
            found += within.Length > 0 ? 1 : 0;
        }

        found.ShouldBeInRange(10, 29);
    }

    [Fact]
    public void Of_SeveralModels_ChoosesForEachByItself()
    {
        DeploymentChoice choice = DeploymentChoice.Of([Small, Large], new DeploymentGrid { Gpus = [4], Requests = [16, 64] });

        choice.Cheapest.Select(one => one.Answer.Model.Name).ShouldBe([Small.Name, Large.Name]);
        choice.Frontier.Select(one => one.Answer.Model.Name).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Of_RequestsThatWaitForMemory_AreNotChosenAmong()
    {
        DeploymentGrid grid = new()
        {
            Profiles = [ServingProfile.Find("h100-vllm-0.11")],
            Gpus = [2],
            Requests = [8, 300],
            PromptTokens = 2000,
            AnswerTokens = 500,
        };
        RankedDeployment crowded = DeploymentChoice.Of([Large], grid).Deployments[1];

        crowded.Runs.ShouldBeFalse();
        crowded.IsCheapest.ShouldBeFalse();
    }

    [Fact]
    public void Of_TheSameTypesTwice_LooksAtThemOnce() =>
        DeploymentChoice.Of([Small, Small], new DeploymentGrid { Gpus = [1], Requests = [1] }).Deployments.Count.ShouldBe(4);

    [Fact]
    public void Of_NumbersThatMakeNoSense_AreRefusedByTheirNames()
    {
        Refusal(new DeploymentGrid { Gpus = [0] }).ShouldContain("`Gpus` 0: expected at least 1");
        Refusal(new DeploymentGrid { Requests = [-1] }).ShouldContain("`Requests` -1");
        Refusal(new DeploymentGrid { DataParallel = [3] }).ShouldContain("`DataParallel` 3: divides none of 1, 2, 4, 8 GPUs");
        Refusal(new DeploymentGrid { MostInterTokenSeconds = 0 }).ShouldContain("`MostInterTokenSeconds` 0");
    }

    private static string Refusal(DeploymentGrid grid) =>
        Should.Throw<InputException>(() => DeploymentChoice.Of([Small], grid)).Message;

    private static bool IsAtLeastAsGood(RankedDeployment one, RankedDeployment other) =>
        one.Estimate!.JoulesPerToken <= other.Estimate!.JoulesPerToken
        && one.Estimate.InterTokenSeconds <= other.Estimate.InterTokenSeconds;
}
