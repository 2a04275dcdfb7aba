using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation.Folds;

public sealed class CrossValidationTests
{
    private static readonly IReadOnlyList<ModelTree> Trees = TestTrees.Campaign();

    [Fact]
    public void LeaveOneOut_SomeKeys_GivesAFoldEachInOrderOfAppearance()
    {
        IReadOnlyList<Fold> folds =
            CrossValidation.LeaveOneOut(Trees, tree => tree.BatchSize == 2 ? null : $"batch {tree.BatchSize}", "batches");

        folds.Select(fold => (fold.Index, fold.Name)).ShouldBe([(0, "batch 1"), (1, "batch 4"), (2, "batch 8")]);
        folds[0].TestTrees.ShouldBe([0, 5, 10]);
        folds[2].TestTrees.ShouldBe([3, 4, 8, 9, 13, 14]);
    }

    [Fact]
    public void LeaveOneOut_FewerThanTwoKeys_NamesWhatThereIs()
    {
        ModelTree[] one = [TestTrees.Small("only") with { Origin = new InputPlace("trees.jsonl", 1) }];
        Should.Throw<InputException>(() => CrossValidation.LeaveOneOut(one, tree => tree.ModelName, "models"))
            .Message.ShouldBe("trees.jsonl: has only only; leaving one out needs at least two models");
        Should.Throw<InputException>(() => CrossValidation.LeaveOneOut(one, _ => null, "models"))
            .Message.ShouldBe("trees.jsonl: has no tree; leaving one out needs at least two models");
        Should.Throw<InputException>(() => CrossValidation.LeaveOneOut([], tree => tree.ModelName, "models"))
            .Message.ShouldBe("has no tree; leaving one out needs at least two models");
    }

    [Fact]
    public void Run_EachFold_PredictsWhatItLeavesOut()
    {
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees, tree => tree.ModelName, "models");
        IReadOnlyList<FoldResult> results = CrossValidation.Run(
            Trees, folds, new Trainer(fold => new Multiple(2 + fold.Index)), UnknownPrimitives.Zero, result => result);

        results.Select(result => result.Fold).ShouldBe(folds);
        foreach (FoldResult result in results)
        {
            result.Predictions.Select(tree => (tree.ModelName, tree.BatchSize))
                .ShouldBe(result.Fold.TestTrees.Select(index => (Trees[index].ModelName, Trees[index].BatchSize)));
            ((Multiple)result.Predictor).Factor.ShouldBe(2 + result.Fold.Index);
            foreach (NodeKind kind in NodeKindNames.Reported)
                result.Errors.Of(kind)!.Value.ShouldBe(100 * (1 + result.Fold.Index), 1e-9);
            result.Errors.CountOf(NodeKind.Primitive).ShouldBe(10);
            result.Log.FilledIn.ShouldBe(new Dictionary<string, int> { ["Zero"] = 5 });
        }
    }

    [Fact]
    public void Run_FoldThatFails_GivesItsErrorAsItWas()
    {
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees, tree => tree.ModelName, "models");
        Trainer trainer = new(fold => fold.Index == 1
            ? throw new InputException(new InputPlace("trees.jsonl", 6), "is bad")
            : new Multiple(1));
        InputException error = Should.Throw<InputException>(() =>
            CrossValidation.Run(Trees, folds, trainer, UnknownPrimitives.Error, result => 0));
        (error.Message, error.Problem).ShouldBe(("trees.jsonl:6: is bad", "is bad"));

        Trainer bug = new(_ => throw new ArgumentException("a bug"));
        Should.Throw<AggregateException>(() => CrossValidation.Run(Trees, folds, bug, UnknownPrimitives.Error, result => 0));
    }

    [Fact]
    public void Run_Cancelled_Ends()
    {
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees, tree => tree.ModelName, "models");
        using CancellationTokenSource source = new();
        int trained = 0;
        Trainer cancelling = new(_ =>
        {
            Interlocked.Increment(ref trained);
            source.Cancel();
            return new Multiple(1);
        });
        Should.Throw<OperationCanceledException>(() =>
            CrossValidation.Run(Trees, folds, cancelling, UnknownPrimitives.Error, result => 0, source.Token));
        trained.ShouldBeGreaterThan(0);
        Should.Throw<OperationCanceledException>(() =>
            CrossValidation.Run(Trees, folds, new Trainer(_ => new Multiple(1)), UnknownPrimitives.Error, result => 0, source.Token));
    }

    // Nothing of a tree without a prediction is compared once the work is cancelled: the trainer's own token counts, too.
    [Fact]
    public void Run_CancelledInsideAFold_IsACancellation()
    {
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees, tree => tree.ModelName, "models");
        Trainer cancelled = new(_ => throw new OperationCanceledException());
        Should.Throw<OperationCanceledException>(() => CrossValidation.Run(Trees, folds, cancelled, UnknownPrimitives.Error, result => 0));
    }

    private sealed class Trainer(Func<Fold, IEnergyPredictor> train) : IFoldTrainer
    {
        public IEnergyPredictor Train(Fold fold, CancellationToken cancellation) => train(fold);
    }

    /// <summary>Predicts a multiple of what was measured, and notes what it was told to do with unknown primitives.</summary>
    private sealed class Multiple(double factor) : IEnergyPredictor
    {
        public double Factor => factor;

        public string Method => "multiple";

        public ColumnSet Columns => ColumnSet.None;

        public ModelTree Predict(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null)
        {
            log?.FillIn($"{unknown}");
            return tree with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.PredictedEnergy, factor * node.GroundTruthJoules)) };
        }

        public ModelTree Explain(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) =>
            Predict(tree, unknown, log);
    }
}
