using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Calibrated;

/// <summary>What physics demands of every prediction, on the shipped profile, inside and far outside its range.</summary>
public sealed class SanityTests
{
    private static readonly Lazy<CalibratedPredictor> Predictor =
        new(() => (CalibratedPredictor)ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor);

    [Fact]
    public void Predict_AnyModel_IsPositiveAndItsTermsSumToIt() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(11, 3), Prop.ForAll(Sizes(), size =>
        {
            ModelTree tree = Predictor.Value.Predict(size.Build());
            foreach (TreeNode node in tree.Root.SelfAndDescendants())
            {
                double joules = node.PredictedJoules!.Value;
                joules.ShouldBeGreaterThan(0);
                node.Details!.Prediction!.Terms!.Values.Sum().ShouldBe(joules, 1e-9 * joules);
                PredictionDetails energy = node.Details.Prediction;
                energy.Low!.Value.ShouldBeLessThanOrEqualTo(joules);
                energy.High!.Value.ShouldBeGreaterThanOrEqualTo(joules);
                energy.Low.Value.ShouldBeGreaterThan(0);
            }
        }));

    [Fact]
    public void Predict_AnyModel_NoParentIsFarBelowItsDearestChild() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(12, 3), Prop.ForAll(Sizes(), size =>
        {
            foreach (TreeNode node in Predictor.Value.Predict(size.Build()).Root.SelfAndDescendants()
                .Where(node => node.Children.Count > 0))
                node.PredictedJoules!.Value.ShouldBeGreaterThanOrEqualTo(0.95 * node.Children.Max(child => child.PredictedJoules!.Value)
                    * (1 - 1e-12));
        }));

    [Theory]
    [InlineData(8, 32, 768)]
    [InlineData(16, 128, 768)]
    [InlineData(4, 48, 256)]
    [InlineData(1, 512, 1024)]
    public void Predict_MoreLayers_IsNeverCheaper(int batch, int length, int width)
    {
        double before = 0;
        for (int layers = 1; layers <= 32; layers++)
        {
            double joules = Predictor.Value.Predict(new TransformerTrees(batch, length, width, width / 64, layers).Build())
                .Root.PredictedJoules!.Value;
            joules.ShouldBeGreaterThan(before);
            before = joules;
        }
    }

    [Fact]
    public void Predict_MoreTokens_FallsOnlyWithinItsInterval()
    {
        foreach (int batch in new[] { 1, 4, 8, 12, 16, 32, 64 })
            Sweep(Enumerable.Range(1, 64).Select(step => new TransformerTrees(batch, 8 * step)));
        foreach (int length in new[] { 16, 32, 100, 128, 256, 512 })
            Sweep(Enumerable.Range(1, 64).Select(batch => new TransformerTrees(batch, length)));
    }

    [Fact]
    public void Predict_WiderModel_FallsOnlyWithinItsInterval()
    {
        foreach ((int batch, int length) in new[] { (1, 128), (8, 32), (8, 128), (16, 256), (32, 64) })
            Sweep(Enumerable.Range(1, 64).Select(step => new TransformerTrees(batch, length, 16 * step, heads: step)));
    }

    [Fact]
    public void Predict_NarrowModel_SaysSoAndWidensItsIntervals()
    {
        ModelTree narrow = Predictor.Value.Predict(new TransformerTrees(8, 128, 16, 2).Build());
        ModelTree known = Predictor.Value.Predict(new TransformerTrees(8, 128).Build());

        narrow.Root.Details!.Prediction!.Notes.ShouldBe(["extrapolating: hidden width 16, trained on 768"]);
        known.Root.Details!.Prediction!.Notes.ShouldBeNull();
        Width(narrow).ShouldBeGreaterThan(5 * Width(known));
    }

    [Fact]
    public void Predict_UnknownType_IsRefusedOrFlagged()
    {
        ModelTree tree = new TransformerTrees(8, 128).Build();
        ModelTree odd = tree with
        {
            Root = tree.Root.Rebuild(node => node.InstanceType == "LayerNorm" ? node with { InstanceType = "RMSNorm" } : node),
        };

        Should.Throw<Core.Errors.InputException>(() => Predictor.Value.Predict(odd))
            .Message.ShouldContain("found 'RMSNorm', which was not in the training data");
        PredictionLog log = new();
        ModelTree predicted = Predictor.Value.Predict(odd, UnknownPrimitives.Mean, log);
        log.FilledIn.ShouldBe(new Dictionary<string, int> { ["rmsnorm"] = 3 });
        TreeNode flagged = predicted.Root.SelfAndDescendants().First(node => node.InstanceType == "RMSNorm");
        flagged.Details!.Prediction!.Notes!.ShouldContain(note => note.StartsWith("unknown type: no RMSNorm", StringComparison.Ordinal));
        (flagged.Details.Prediction.High!.Value / flagged.Details.Prediction.Low!.Value).ShouldBeGreaterThan(1.5);
        predicted.Root.Details!.Prediction!.Notes!.ShouldContain(note => note.StartsWith("unknown type", StringComparison.Ordinal));
    }

    [Fact]
    public void Predict_Twice_GivesTheSame()
    {
        ModelTree once = Predictor.Value.Predict(new TransformerTrees(8, 128, 64, 4).Build());
        ModelTree twice = Predictor.Value.Predict(once);

        twice.Root.PredictedJoules.ShouldBe(once.Root.PredictedJoules);
        twice.Root.Details!.Prediction!.Notes.ShouldBe(once.Root.Details!.Prediction!.Notes);
    }

    private static double Width(ModelTree tree) =>
        (tree.Root.Details!.Prediction!.High!.Value - tree.Root.Details.Prediction.Low!.Value) / tree.Root.PredictedJoules!.Value;

    // Wherever a node costs less than it did for less work, the fall must lie inside the interval it had there.
    private static void Sweep(IEnumerable<TransformerTrees> growing)
    {
        Dictionary<string, PredictionDetails> dearest = [];
        foreach (TransformerTrees size in growing)
        {
            int place = 0;
            foreach (TreeNode node in Predictor.Value.Predict(size.Build()).Root.SelfAndDescendants())
            {
                PredictionDetails energy = node.Details!.Prediction!;
                string key = $"{place++} {node.Scope}";
                if (dearest.TryGetValue(key, out PredictionDetails? before) && energy.Joules < before.Joules)
                    energy.High!.Value.ShouldBeGreaterThanOrEqualTo(before.Low!.Value,
                        $"{key}: {before.Joules} [{before.Low}] then {energy.Joules} [{energy.High}]");
                else
                    dearest[key] = energy;
            }
        }
    }

    private static Arbitrary<TransformerTrees> Sizes() =>
        (from batch in Gen.Choose(1, 64)
         from length in Gen.Choose(1, 512)
         from heads in Gen.Choose(1, 16)
         from head in Gen.Choose(4, 128)
         from layers in Gen.Choose(1, 6)
         select new TransformerTrees(batch, length, heads * head, heads, layers)).ToArbitrary();
}
