using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Calibrated;

/// <summary>Predictors learn how far the machine drifts between runs, and only where their training data state it.</summary>
public sealed class MachineDriftTests
{
    private const string Basis = "3 earlier readings";

    private static readonly ModelTree[] Silent = Campaign();

    [Fact]
    public void Of_TreesThatStateNothing_IsNull()
    {
        MachineDrift.Of(Silent, 0.9).ShouldBeNull();
        // An interval of a single run is none of any run.
        MachineDrift.Of([.. Silent.Select(tree => Stating(tree, run: 0.01, any: 0.01))], 0.9).ShouldBeNull();
    }

    [Fact]
    public void Of_IntervalsOfAnyRun_IsWhatTheyAddToThoseOfTheRun()
    {
        // 0.05² = 0.03² + 0.04².
        MachineDrift drift = MachineDrift.Of([.. Silent.Select(tree => Stating(tree, run: 0.03, any: 0.05))], 0.9)!;

        foreach (NodeKind kind in Enum.GetValues<NodeKind>())
            drift.Of(kind).ShouldBe(0.04, 1e-9);
        drift.Basis.ShouldBe(Basis);
    }

    [Fact]
    public void Of_TreesThatDisagree_IsTheMedian()
    {
        MachineDrift drift = MachineDrift.Of(
            [Stating(Silent[0], 0.001, 0.01), Stating(Silent[1], 0.001, 0.2), Stating(Silent[2], 0.001, 0.05)], 0.9)!;

        drift.Of(NodeKind.Model).ShouldBe(0.05, 1e-3);
    }

    [Fact]
    public void Of_OtherLevel_IsScaledByNormalQuantiles()
    {
        // Two-sided quantiles of the standard normal distribution: 1.959964 at 95 %, 1.644854 at 90 %.
        MachineDrift drift = MachineDrift.Of([.. Silent.Select(tree => Stating(tree, run: 0.03, any: 0.05))], 0.95)!;

        drift.Of(NodeKind.Module).ShouldBe(0.04 * 1.959964 / 1.644854, 1e-6);
    }

    [Fact]
    public void Of_DriftAsLargeAsTheValue_IsTakenFromTheMeter()
    {
        MachineDrift drift = MachineDrift.Of([.. Silent.Select(tree => Stating(tree, run: 0.03, any: null, widest: 0.9))], 0.9)!;
        MachineDrift unknown = MachineDrift.Of([.. Silent.Select(tree => Stating(tree, run: 0.03, any: null))], 0.9)!;

        drift.Of(NodeKind.Model).ShouldBe(0.9);
        unknown.Of(NodeKind.Model).ShouldBe(Math.Log(2));
    }

    [Fact]
    public void Train_TreesThatStateDrift_EveryIntervalContainsIt()
    {
        CalibratedPredictor without = CalibratedTrainer.Train(Silent);
        CalibratedPredictor with = CalibratedTrainer.Train([.. Silent.Select(tree => Stating(tree, run: 0.03, any: 0.05))]);
        ModelTree unseen = new TransformerTrees(8, 96, 768, 12, layers: 5).Build("unseen");

        foreach ((TreeNode narrow, TreeNode wide) in without.Predict(unseen).Root.SelfAndDescendants()
            .Zip(with.Predict(unseen).Root.SelfAndDescendants()))
        {
            wide.PredictedJoules.ShouldBe(narrow.PredictedJoules);
            HalfWidth(wide).ShouldBe(Math.Sqrt(Math.Pow(HalfWidth(narrow), 2) + Math.Pow(0.04, 2)), 1e-9, wide.Scope.Path);
        }
    }

    [Fact]
    public void Load_SavedPredictor_KnowsTheDrift()
    {
        using TemporaryFolder folder = new();
        CalibratedPredictor trained = CalibratedTrainer.Train([.. Silent.Select(tree => Stating(tree, run: 0.03, any: 0.05))]);
        PredictorDirectory.Save(folder.Path, trained);

        CalibratedPredictor loaded = (CalibratedPredictor)PredictorDirectory.Load(folder.Path);

        loaded.Drift!.ByKind.ShouldBe(trained.Drift!.ByKind);
        loaded.Drift.Basis.ShouldBe(Basis);
    }

    [Fact]
    public void Fold_OfTreesThatStateDrift_IsJudgedWithoutIt()
    {
        ModelTree[] trees = [.. Silent.Select(tree => Stating(tree, run: 0.03, any: 0.05))];
        Fold fold = new(0, "a", [.. Enumerable.Range(0, trees.Length).Where(index => trees[index].ModelName == "a")]);
        CalibratedFoldTrainer stating = new(trees, new CalibratedOptions());
        CalibratedFoldTrainer silent = new(Silent, new CalibratedOptions());

        double expected = HalfWidth(silent.Train(fold, default).Predict(Silent[0]).Root);
        HalfWidth(stating.Train(fold, default).Predict(Silent[0]).Root).ShouldBe(expected, 1e-12);
    }

    // The first of the shipped sample's trees was measured before anything was known of the machine: ±0.32 of the logarithm
    // (t·√V with the assumed spread of 15 %), the last after 76 readings.
    [Fact]
    public void Of_ShippedSample_IsWhatItsTreesState()
    {
        ModelTree[] trees = [.. TreeReader.Read(Path.Combine(SharedData.Repository, "samples", "trees.irene.jsonl.gz"))];

        MachineDrift first = MachineDrift.Of(trees[..1], 0.9)!;
        first.Of(NodeKind.Model).ShouldBe(0.3198, 1e-4);
        first.Basis.ShouldBe("assumed spread of 15 %, no earlier readings of this machine");
        foreach (NodeKind kind in Enum.GetValues<NodeKind>())
            MachineDrift.Of(trees, 0.9)!.Of(kind).ShouldBeInRange(0.05, 0.12);
    }

    private static double HalfWidth(TreeNode node) =>
        Math.Log(node.Details!.Prediction!.High!.Value / node.Details.Prediction.Low!.Value) / 2;

    // Half widths of ln(E): of the run, and of any run; null where the machine is too unsteady for one.
    private static ModelTree Stating(ModelTree tree, double run, double? any, double? widest = null)
    {
        Dictionary<string, string> properties = new() { ["drift_basis"] = Basis, ["interval_level"] = "9e-1" };
        if (widest is { } width)
            properties["drift_small_energy"] = width.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return tree with
        {
            Details = new TreeDetails { Meter = new NamedDetails { Name = "made-up", Properties = properties } },
            Root = tree.Root.Rebuild(node =>
            {
                double joules = node.GroundTruthJoules!.Value;
                return node with
                {
                    Details = new NodeDetails
                    {
                        Energy = new EnergyDetails
                        {
                            Source = EnergySource.Measured,
                            Joules = joules,
                            RunLow = joules * Math.Exp(-run),
                            RunHigh = joules * Math.Exp(run),
                            Low = any is { } low ? joules * Math.Exp(-low) : null,
                            High = any is { } high ? joules * Math.Exp(high) : null,
                        },
                    },
                };
            }),
        };
    }

    private static ModelTree[] Campaign() =>
    [
        .. from workload in new (int Batch, int Length)[] { (8, 64), (8, 32), (8, 128), (16, 64) }
           from model in new (string Name, int Layers, double Factor)[] { ("a", 2, 1), ("b", 4, 1.02), ("c", 3, 0.99) }
           select new TransformerTrees(workload.Batch, workload.Length, 768, 12, model.Layers).Measure(model.Name, model.Factor),
    ];
}
