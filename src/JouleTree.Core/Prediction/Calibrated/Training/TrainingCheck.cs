using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Training;

/// <summary>What training data must be.</summary>
internal static class TrainingCheck
{
    /// <summary>Checks training trees.</summary>
    /// <exception cref="InputException">They cannot be trained on; the message says why and what to do.</exception>
    public static void Check(IReadOnlyList<ModelTree> trees)
    {
        ModelTree first = trees[0];
        InputPlace file = first.Origin with { Line = null };
        if (trees.All(tree => tree.ModelName == first.ModelName))
        {
            throw new InputException(
                file,
                $"has only the model {first.ModelName}; the calibrated predictor needs at least two, to learn how wrong it is on a model "
                    + $"that it does not know");
        }

        double? constant = null;
        bool isConstant = true;
        foreach (ModelTree tree in trees)
        {
            CheckSame(first, tree, "device", first.Details?.Device?.Name, tree.Details?.Device?.Name);
            CheckSame(first, tree, "meter", first.Details?.Meter?.Name, tree.Details?.Meter?.Name);
            foreach (TreeNode node in tree.Root.SelfAndDescendants())
            {
                double joules = Energy(tree, node);
                constant ??= joules;
                isConstant &= joules == constant;
            }
        }

        if (isConstant)
            throw new InputException(file, $"has the same energy ({constant} J) at every node; there is nothing to learn from it");
    }

    private static double Energy(ModelTree tree, TreeNode node)
    {
        string field = NodeColumn.GroundTruthEnergy.ToPublishedName();
        double joules = node.GroundTruthJoules
            ?? throw new InputException(tree.PlaceOf(node, field), "is missing, and training needs it");
        return joules > 0
            ? joules
            : throw new InputException(tree.PlaceOf(node, field), $"is {joules}, expected joules greater than 0");
    }

    private static void CheckSame(ModelTree first, ModelTree tree, string what, string? expected, string? found)
    {
        if (found == expected)
            return;
        throw new InputException(
            tree.Origin,
            $"is of the {what} '{found ?? "unknown"}', while line {first.Origin.Line} is of '{expected ?? "unknown"}'; train on one "
                + $"{what} at a time");
    }
}
