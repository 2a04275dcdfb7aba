using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Profiles;

/// <summary>Profiles of serving as files, and those that ship.</summary>
public sealed class ServingProfileFileTests
{
    private static readonly ServingProfile Profile = new(
        "gpu-vllm-1",
        new GpuSheet("GPU", 80e9, 3e12, 1e15, 700),
        new ServingSheet
        {
            Software = "vLLM 1",
            Data = "data",
            Licence = "licence",
            Citation = "citation",
            Families = ["a", "b"],
            Rows = 3,
            Flagged = ["1 of them"],
            Errors = [new LeftOutErrors("family", "energy", "all", ServingErrors.Of([-10, 30], [true, false]))],
        },
        Shared(ServingExamples.Model));

    [Fact]
    public void Parse_Written_IsTheSame()
    {
        string text = Text(Profile);

        ServingProfile read = ServingProfileFile.Parse(Encoding.UTF8.GetBytes(text), "profile.json");

        Text(read).ShouldBe(text);
        read.Model.JoulePrices.ShouldBe(ServingExamples.Model.JoulePrices);
        read.Model.WaitingWatts.ShouldBe(50);
        read.Model.SharedMemoryBytes.ShouldBe(80e9);
        read.Sheet.Errors.Single().Errors.Mean.ShouldBe(20);
        read.Sheet.Errors.Single().Errors.Inside.ShouldBe(50);
    }

    [Theory]
    [InlineData("\"version\": 2", "\"version\": 3", "reads up to version 2")]
    [InlineData("\"version\": 2", "\"version\": 1", "found version 1")]
    [InlineData("\"waiting_w\": 50", "\"waiting_w\": -50", "at least 0")]
    [InlineData("jouletree-serving-profile", "jouletree-device-profile", "jouletree-serving-profile")]
    [InlineData("\"kept_keys\"", "\"kept_locks\"", "not known")]
    [InlineData("\"level\": 0.9", "\"level\": -1", "above 0")]
    public void Parse_Damaged_SaysWhatAndWhere(string found, string instead, string expected) =>
        Should.Throw<InputException>(() => ServingProfileFile.Parse(
            Encoding.UTF8.GetBytes(Text(Profile).Replace(found, instead, StringComparison.Ordinal)), "profile.json"))
            .Message.ShouldContain(expected);

    [Fact]
    public void Names_Shipped_AreFourThatLoad()
    {
        ShippedServingProfiles.Names.ShouldBe(
            ["a100-40gb-vllm-2024", "b200-vllm-0.11", "h100-vllm-0.11", "h100-vllm-2024"]);
        foreach (ServingProfile profile in ShippedServingProfiles.Names.Select(name => ShippedServingProfiles.Find(name)!))
        {
            profile.Name.ShouldBeOneOf([.. ShippedServingProfiles.Names]);
            profile.Model.JoulePrices[ServingTerms.IndexOf(ServingTerms.Weights)].ShouldBeInRange(0.05, 1);
            profile.Model.EnergySpread.Dense.ShouldBeInRange(0.05, 0.5);
            profile.Sheet.Errors.ShouldNotBeEmpty();
            // More than idle, less than may be drawn.
            profile.Model.WaitingWatts.ShouldBeInRange(60, 0.5 * profile.Gpu.PowerLimitWatts);
            profile.Model.SharedMemoryBytes.ShouldBe(
                profile.Name.EndsWith("2024", StringComparison.Ordinal) ? null : profile.Gpu.MemoryBytes);
        }

        ShippedServingProfiles.Find("H100-vLLM-0.11").ShouldNotBeNull();
        ShippedServingProfiles.Find("other").ShouldBeNull();
    }

    [Fact]
    public void Of_Errors_AreThoseByHand()
    {
        ServingErrors errors = ServingErrors.Of([-10, 20, 30, -40, 0]);

        (errors.Mean, errors.Median, errors.Bias, errors.Inside).ShouldBe((20, 20, 0, null));
        errors.NinetiethPercentile.ShouldBe(36, 1e-9);
    }

    private static ServingModel Shared(ServingModel model) => new()
    {
        JoulePrices = model.JoulePrices,
        SecondPrices = model.SecondPrices,
        WaitingWatts = model.WaitingWatts,
        SharedMemoryBytes = 80e9,
        EnergySpread = model.EnergySpread,
        TimedEnergySpread = model.TimedEnergySpread,
        TimeSpread = model.TimeSpread,
        Level = model.Level,
        Range = model.Range,
    };

    private static string Text(ServingProfile profile)
    {
        using MemoryStream stream = new();
        ServingProfileFile.Write(stream, profile);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
