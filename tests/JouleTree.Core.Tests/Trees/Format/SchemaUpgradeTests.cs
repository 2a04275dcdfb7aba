using System.Text;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class SchemaUpgradeTests
{
    private const string Predicted = """
        {"model_name":"m","batch_size":1,"seq_len":4,"jouletree":{"schema":1,"command":"predict"},"frontend_tree":{"id":"0","scope":"root",
        "instance_type":"Net","type":"model","ground_truth_energy":4,"predicted_energy":5,"jouletree":{"macs":96,
        "energy":{"source":"predicted","joules":5,"low":4,"high":6,"level":0.9},"terms":{"children":3,"own_flops":2},"weight_in_parent":1.05,
        "sensitivities":{"flops":0.6},"notes":["partial: 1 operator(s) could not be counted","extrapolating: hidden width 16, trained on 768"],
        "later":7},"child_nodes_obj":[{"id":"1","scope":"root.dense","instance_type":"Linear","type":"ml",
        "jouletree":{"macs":96,"inputs":[[1,4,8]],"outputs":[[1,4,3]],"energy":{"source":"modelled","joules":1.5}},"child_nodes_obj":[]}]}}
        """;

    [Fact]
    public void Read_SchemaOne_PutsThePredictionBesideTheMeasurement()
    {
        ModelTree tree = Read(Predicted);

        tree.Details!.Schema.ShouldBe(2);
        tree.Details.Command.ShouldBe("predict");
        NodeDetails root = tree.Root.Details!;
        root.Energy.ShouldBeNull();
        root.Macs.ShouldBe(96);
        PredictionDetails prediction = root.Prediction!;
        (prediction.Joules, prediction.Low, prediction.High, prediction.Level, prediction.WeightInParent).ShouldBe((5, 4, 6, 0.9, 1.05));
        prediction.Terms!.Values.Sum().ShouldBe(5);
        prediction.Sensitivities!["flops"].ShouldBe(0.6);
        prediction.Notes.ShouldBe(["extrapolating: hidden width 16, trained on 768"]);
        root.Notes.ShouldBe(["partial: 1 operator(s) could not be counted"]);
        root.Others!.Keys.ShouldBe(["later"]);
    }

    [Fact]
    public void Read_SchemaOne_RecoversOperatorsFromShapesAndKeepsModelledEnergies()
    {
        NodeDetails leaf = Read(Predicted).Root.Children[0].Details!;

        leaf.Energy!.Source.ShouldBe(EnergySource.Modelled);
        leaf.Prediction.ShouldBeNull();
        OperatorDetails facts = leaf.Operator!;
        (facts.Family, facts.Rows, facts.Inner, facts.Outer).ShouldBe((OperationFamily.Dense, 4, 8, 3));
    }

    [Fact]
    public void Write_AfterReadOfSchemaOne_IsReadAsTheSameTree()
    {
        ModelTree tree = Read(Predicted);
        using MemoryStream stream = new();
        using (TreeWriter writer = new(stream))
            writer.Write(tree);
        string written = Encoding.UTF8.GetString(stream.ToArray());

        written.ShouldContain("\"schema\":2");
        written.ShouldNotContain("\"source\":\"predicted\"");
        ModelTree again = Read(written);
        again.Root.Details!.Prediction!.Terms.ShouldBe(tree.Root.Details!.Prediction!.Terms);
        again.Root.Details.Others!["later"].GetInt32().ShouldBe(7);
        again.Root.Children[0].Details!.Operator!.Inner.ShouldBe(8);
    }

    [Fact]
    public void Predict_MeasuredTree_KeepsItsMeasurement()
    {
        EnergyDetails energy = new()
        {
            Source = EnergySource.Modelled,
            Joules = 2,
            Low = 1.8,
            High = 2.2,
            RunLow = 1.9,
            RunHigh = 2.1,
            Level = 0.9,
            IdleJoules = 0.3,
            Rounds = 12,
        };
        ModelTree measured = new TransformerTrees(8, 32).Build();
        measured = measured with
        {
            Root = measured.Root.Rebuild(node => node.With(NodeColumn.GroundTruthEnergy, 2) with
            {
                Details = (node.Details ?? new NodeDetails()) with { Energy = energy, Notes = ["below resolution"] },
            }),
        };

        ModelTree predicted = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor.Predict(measured);

        foreach (TreeNode node in predicted.Root.SelfAndDescendants())
        {
            node.Details!.Energy.ShouldBe(energy);
            node.Details.Notes.ShouldBe(["below resolution"]);
            node.GroundTruthJoules.ShouldBe(2);
            node.Details.Prediction!.Joules.ShouldBe(node.PredictedJoules!.Value);
        }
    }

    private static ModelTree Read(string line)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(line.ReplaceLineEndings("")));
        return TreeReader.Read(stream, "test").Single();
    }
}
