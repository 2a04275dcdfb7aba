using System.Text.Json;
using JouleTree.Core.Features;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Tests.Prediction.Irene;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Core.Tests.Features;

/// <summary>Scaler and monomials over all nodes of device 1 against the published library.</summary>
public sealed class ScalerReferenceTests
{
    [SharedDataFact]
    public void Fit_AllNodesOfDevice1_EqualsThePublishedScaler()
    {
        using JsonDocument expected = Reference.Expected("scaler_poly.json");
        StandardScaler scaler = Reference.Untrained().Composition.Scaler;

        Reference.Untrained().Training.Nodes.ShouldBe(expected.RootElement.GetProperty("n_samples").GetInt64());
        ShouldBeClose(scaler.Mean, expected.RootElement.GetProperty("mean").Numbers(), 1e-12);
        ShouldBeClose(scaler.Scale, expected.RootElement.GetProperty("scale").Numbers(), 1e-12);
    }

    [SharedDataFact]
    public void Exponents_FourteenFeaturesDegreeThree_AreThePublishedOnes()
    {
        using JsonDocument expected = Reference.Expected("scaler_poly.json");
        IReadOnlyList<IReadOnlyList<int>> exponents = new PolynomialFeatures(14, 3).Exponents();

        exponents.Count.ShouldBe(680);
        int index = 0;
        foreach (JsonElement row in expected.RootElement.GetProperty("powers").EnumerateArray())
            exponents[index++].ShouldBe(row.EnumerateArray().Select(item => item.GetInt32()));
    }

    [SharedDataFact]
    public void Expand_TwentyFourNodes_EqualsThePublishedRows()
    {
        using JsonDocument expected = Reference.Expected("scaler_poly.json");
        // The published scaler itself, so that this test is of scaling and expanding alone.
        StandardScaler scaler = new(
            expected.RootElement.GetProperty("mean").Numbers(), expected.RootElement.GetProperty("scale").Numbers());
        PolynomialFeatures monomials = new(14, 3);
        IReadOnlyList<Feature> features = new IreneConfig().Features();
        int rows = 0;
        foreach (JsonElement row in expected.RootElement.GetProperty("rows").EnumerateArray())
        {
            (ModelTree tree, TreeNode node) = Find(row.GetProperty("id").GetString()!);
            double[] raw = [.. features.Select(feature => feature.ValueOf(tree, node)!.Value)];
            raw.ShouldBe(row.GetProperty("raw").Numbers());
            double[] scaled = new double[14];
            scaler.Transform(raw, scaled);
            ShouldBeClose(scaled, row.GetProperty("scaled64").Numbers(), 1e-12);
            double[] expanded = new double[680];
            monomials.Expand(row.GetProperty("scaled64").Numbers(), expanded);
            ShouldBeClose(expanded, row.GetProperty("poly64").Numbers(), 1e-12);
            rows++;
        }

        rows.ShouldBe(24);
    }

    private static (ModelTree Tree, TreeNode Node) Find(string id) =>
        Reference.Trees.SelectMany(tree => tree.Root.SelfAndDescendants().Select(node => (tree, node))).Single(pair => pair.node.Id == id);

    private static void ShouldBeClose(IReadOnlyList<double> actual, double[] expected, double relative)
    {
        actual.Count.ShouldBe(expected.Length);
        for (int index = 0; index < actual.Count; index++)
            Math.Abs(actual[index] - expected[index]).ShouldBeLessThanOrEqualTo(relative * Math.Abs(expected[index]), $"entry {index}");
    }
}
