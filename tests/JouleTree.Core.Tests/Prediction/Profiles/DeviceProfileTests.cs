using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Profiles;

public sealed class DeviceProfileTests
{
    [Fact]
    public void All_ShippedProfiles_HaveCardsWithErrorsAndCitation()
    {
        DeviceProfile[] profiles = [.. ShippedProfiles.All];

        profiles.Select(profile => $"{profile.Name} {profile.Sheet.Features}")
            .ShouldBe(["epyc-vm static", "irene-device-1 full", "irene-device-1 static", "xeon-gold-5120 static"]);
        ShippedProfiles.Devices.ShouldBe(["epyc-vm", "irene-device-1", "xeon-gold-5120"]);
        profiles.ShouldAllBe(profile => profile.Card.Citation.Length > 10);
        profiles.ShouldAllBe(profile => profile.Card.Errors.Count >= 2);
    }

    [Fact]
    public void Find_OtherDevice_IsNull() => ShippedProfiles.Find("abacus", FeatureAccess.Static).ShouldBeNull();

    [Fact]
    public void Load_SavedProfile_IsTheSame()
    {
        using TemporaryFolder folder = new();
        DeviceProfile profile = ShippedProfiles.Find("IRENE-device-1", FeatureAccess.Static)!;
        string path = folder.File("profile.json");
        DeviceProfileFile.Save(path, profile);
        DeviceProfile loaded = DeviceProfileFile.Load(path);
        ModelTree tree = new TransformerTrees(8, 64).Build();

        loaded.Card.Errors.ShouldBe(profile.Card.Errors);
        loaded.Predictor.Predict(tree).Root.PredictedJoules.ShouldBe(profile.Predictor.Predict(tree).Root.PredictedJoules);
    }

    [Fact]
    public void Parse_NewerVersion_IsRefusedWithAWayOut() =>
        Should.Throw<InputException>(() => Parse("""{"format": "jouletree-device-profile", "version": 2}"""))
            .Message.ShouldContain("found version 2, this program reads up to version 1; use a newer JouleTree");

    [Theory]
    [InlineData("{}", "is missing")]
    [InlineData("""{"format": "cookbook"}""", "expected 'jouletree-device-profile'")]
    [InlineData("[1", "is not JSON")]
    public void Parse_SomethingElse_IsRefused(string text, string problem) =>
        Should.Throw<InputException>(() => Parse(text)).Message.ShouldContain(problem);

    [SharedDataFact]
    public void Shipped_StaticProfile_PredictsTheDataItWasTrainedOn()
    {
        IEnergyPredictor predictor = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor;
        double[] errors =
        [
            .. TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl"))
                .Select(tree => predictor.Predict(tree).Root)
                .Select(root => Math.Abs(root.PredictedJoules!.Value / root.GroundTruthJoules!.Value - 1)),
        ];

        errors.Average().ShouldBeLessThan(0.01);
    }

    private static DeviceProfile Parse(string text) => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(text), "profile.json");
}
