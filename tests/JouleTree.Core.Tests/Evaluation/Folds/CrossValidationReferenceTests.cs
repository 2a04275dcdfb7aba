using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Tests.Prediction.Irene;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Core.Tests.Evaluation.Folds;

/// <summary>Whole cross-validations on device 1 against the reference's errors.</summary>
public sealed class CrossValidationReferenceTests
{
    [SharedDataFact]
    public void CrossValidate_NoneAndExactOne_GivesTheReferenceErrors()
    {
        IreneConfig config = new() { TrainingStrategy = TrainingStrategy.None, WeightingSetting = WeightingSetting.ExactOne };
        (double ml, double module, double model) = Overall(config);
        ml.ShouldBe(0.69, 0.03);
        module.ShouldBe(18.16, 0.03);
        model.ShouldBe(17.77, 0.03);
    }

    [SharedDataFact]
    public void CrossValidate_TenSeeds_AgreesWithTheReferenceStatistically()
    {
        (double Ml, double Module, double Model)[] results =
            [.. Enumerable.Range(0, 10).Select(seed => Overall(new IreneConfig { Seed = 13370 + seed }))];
        results.Average(result => result.Ml).ShouldBe(0.69, 0.02);
        results.Average(result => result.Module).ShouldBe(10.14, 0.1);
        results.Average(result => result.Model).ShouldBe(7.10, 1.5);
    }

    private static (double Ml, double Module, double Model) Overall(IreneConfig config)
    {
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Reference.Trees, tree => tree.ModelName, "models");
        folds.Count.ShouldBe(6);
        IReadOnlyList<PercentageErrors> errors = CrossValidation.Run(
            Reference.Trees, folds, new IreneFoldTrainer(Reference.Trees, config), UnknownPrimitives.Error, result => result.Errors);
        return (
            errors.Average(error => error.Of(NodeKind.Primitive)!.Value),
            errors.Average(error => error.Of(NodeKind.Module)!.Value),
            errors.Average(error => error.Of(NodeKind.Model)!.Value));
    }
}
