using System.Text;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Serving;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Serving;

/// <summary>The profiles that ship are those that the fitter makes of the published deployments.</summary>
public sealed class ShippedServingProfilesTests
{
    // Set to a folder to have the profiles written there, after a change of the formulas.
    private const string Output = "JOULETREE_SERVING_PROFILES";

    [SharedDataTheory]
    [InlineData("serving.csv", "b200-vllm-0.11 h100-vllm-0.11")]
    [InlineData("serving_2024.csv", "a100-40gb-vllm-2024 h100-vllm-2024")]
    public void Make_PublishedDeployments_GivesTheShippedProfiles(string table, string names)
    {
        IReadOnlyList<ServingProfile> made = ServingCampaigns.Make(SharedData.PathOf("llm", "serving", table));
        string? folder = Environment.GetEnvironmentVariable(Output);

        if (folder is not null)
        {
            foreach (ServingProfile profile in made)
                File.WriteAllBytes(Path.Combine(folder, profile.Name + ".json"), Text(profile));
        }

        made.Select(profile => profile.Name).ShouldBe(names.Split(' '));
        made.Select(profile => Encoding.UTF8.GetString(Text(profile))).ShouldBe(
            made.Select(profile => Encoding.UTF8.GetString(Text(ShippedServingProfiles.Find(profile.Name).ShouldNotBeNull()))));
    }

    private static byte[] Text(ServingProfile profile)
    {
        using MemoryStream stream = new();
        ServingProfileFile.Write(stream, profile);
        return stream.ToArray();
    }
}
