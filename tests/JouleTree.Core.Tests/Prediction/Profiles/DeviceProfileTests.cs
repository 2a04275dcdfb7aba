using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
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

        profiles.Select(profile => $"{profile.Name} {profile.Predictor.Access.ToName()}")
            .ShouldBe(["irene-device-1 full", "irene-device-1 static"]);
        ShippedProfiles.Devices.ShouldBe(["irene-device-1"]);
        profiles.ShouldAllBe(profile => profile.Card.Citation.Contains("ACL 2021"));
        profiles.ShouldAllBe(profile => profile.Card.Errors.Count == 3);
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
        CalibratedPredictor predictor = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor;
        double[] errors =
        [
            .. TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl"))
                .Select(tree => predictor.Predict(tree).Root)
                .Select(root => Math.Abs(root.PredictedJoules!.Value / root.GroundTruthJoules!.Value - 1)),
        ];

        errors.Average().ShouldBeLessThan(0.01);
    }

    [Fact]
    public void Train_ToldToCount_CountsEveryTrainingOnce()
    {
        Counter counter = new();
        DeviceProfile profile = ProfileTrainer.Train(
            "made-up", Measured, new CalibratedOptions { SelectRidges = false }, Texts, progress: counter);

        // All trees, three models, two lengths and two batch sizes left out.
        ProfileTrainer.TrainingsOf(Measured).ShouldBe(8);
        counter.Values.Order().ShouldBe(Enumerable.Range(0, 9));
        profile.Card.Errors.Select(errors => errors.LeftOut).ShouldBe(["model", "seq_len", "batch_size"]);
    }

    [Fact]
    public void Train_CancelledAmongTheFolds_Ends()
    {
        using CancellationTokenSource source = new();
        Counter counter = new() { After = 2, Then = source.Cancel };

        Should.Throw<OperationCanceledException>(() => ProfileTrainer.Train(
            "made-up", Measured, new CalibratedOptions { SelectRidges = false }, Texts, progress: counter, cancellation: source.Token));
        counter.Values.Count.ShouldBeLessThan(9);
    }

    private static readonly ModelTree[] Measured =
    [
        .. from model in new (string Name, int Layers)[] { ("a", 1), ("b", 2), ("c", 3) }
           from workload in new (int Batch, int Length)[] { (4, 32), (8, 64), (4, 64), (8, 32) }
           select new TransformerTrees(workload.Batch, workload.Length, 64, 2, model.Layers).Measure(model.Name),
    ];

    private static readonly DeviceCard Texts = new() { Device = "made-up", Data = "made-up", Citation = "none", Errors = [] };

    private sealed class Counter : IProgress<int>
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<int> _values = [];

        public IReadOnlyCollection<int> Values => _values;

        public int After { get; init; } = int.MaxValue;

        public Action? Then { get; init; }

        public void Report(int value)
        {
            _values.Add(value);
            if (value >= After)
                Then?.Invoke();
        }
    }

    private static DeviceProfile Parse(string text) => DeviceProfileFile.Parse(Encoding.UTF8.GetBytes(text), "profile.json");
}
