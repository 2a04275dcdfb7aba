using System.Text.Json;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Primitives;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Core.Tests.Prediction.Irene.Primitives;

/// <summary>Primitive models of device 1 against the well-conditioned solution and the published library.</summary>
public sealed class PrimitiveReferenceTests
{
    [SharedDataFact]
    public void Train_Device1_EqualsTheMinimumNormSolution()
    {
        using JsonDocument expected = Reference.Expected("ml_regressors_rcond1e-10.json");
        IrenePredictor predictor = Reference.Untrained();
        predictor.Primitives.Count.ShouldBe(7);
        foreach (JsonProperty entry in expected.RootElement.GetProperty("ops").EnumerateObject())
        {
            PrimitiveModel model = predictor.Primitives.Single(candidate => candidate.Type == entry.Name);
            model.Samples.ShouldBe(entry.Value.GetProperty("n").GetInt64());
            model.Rank.ShouldBe(entry.Value.GetProperty("rank").GetInt32(), entry.Name);
            model.Intercept.ShouldBe(entry.Value.GetProperty("intercept").GetDouble(), 1e-12);
            double[] coefficients = entry.Value.GetProperty("coef").Numbers();
            double largest = coefficients.Max(Math.Abs);
            // Relative to the largest: coefficients of constant features are zero up to rounding in both.
            for (int index = 0; index < coefficients.Length; index++)
                model.Coefficients[index].ShouldBe(coefficients[index], 1e-9 * largest, $"{entry.Name}, {predictor.Features[index]}");
        }
    }

    [SharedDataFact]
    public void Predict_AllLeavesOfDevice1_AgreesWithThePublishedLibrary()
    {
        IrenePredictor predictor = Reference.Untrained();
        Dictionary<string, double> worst = [];
        foreach (ModelTree tree in Reference.Trees)
        {
            foreach (TreeNode leaf in predictor.Predict(tree).Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive))
            {
                string type = leaf.InstanceType.ToLowerInvariant();
                double published = Reference.PublishedLeaves[leaf.Id];
                double difference = Math.Abs(leaf.PredictedJoules!.Value - published) / published;
                worst[type] = Math.Max(worst.GetValueOrDefault(type), difference);
            }
        }

        foreach ((string type, double difference) in worst)
        {
            // The published solver keeps noise directions where columns are collinear.
            double tolerance = type is "layernorm" or "matmul" or "softmax" ? 2.3e-3 : 1e-10;
            difference.ShouldBeLessThan(tolerance, type);
        }
    }
}
