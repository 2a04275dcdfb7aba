using System.Text.Json;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Reporting.Tests.Trees;

public sealed class TreeJsonTests
{
    [Fact]
    public void Write_PublishedUnits_BecomeTheUnitsOfTheNames()
    {
        ModelTree tree = TestTrees.Small();
        tree = tree with { Root = tree.Root.With(NodeColumn.Flops, 2.5).With(NodeColumn.MemBytes, 3) };
        JsonElement root = Json(tree).GetProperty("nodes")[0];
        root.GetProperty("flops").GetDouble().ShouldBe(2.5e6);
        root.GetProperty("bytes").GetDouble().ShouldBe(3 * 1048576);
    }

    [Fact]
    public void Write_Unknown_IsLeftOutAndNeverZero()
    {
        ModelTree tree = TestTrees.Small();
        tree = tree with { Root = tree.Root.Rebuild(node => node with { Columns = default }) };
        JsonElement root = Json(tree).GetProperty("nodes")[0];
        root.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "scope", "kind", "type", "notes"]);
        root.GetProperty("notes").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Write_ParentPlaces_GiveTheTreeBack()
    {
        ModelTree tree = new TransformerTrees(1, 8, layers: 3).Build();
        TreeNode[] nodes = [.. tree.Root.SelfAndDescendants()];
        JsonElement[] written = [.. Json(tree).GetProperty("nodes").EnumerateArray()];
        written[0].TryGetProperty("parent", out _).ShouldBeFalse();
        for (int index = 1; index < nodes.Length; index++)
            nodes[written[index].GetProperty("parent").GetInt32()].Children.ShouldContain(child => child.Id == nodes[index].Id);
    }

    [Fact]
    public void Write_MeasuredAndPredicted_ShowsTheMeasuredAndKeepsBoth()
    {
        ModelTree tree = TestTrees.Small();
        tree = tree with
        {
            Root = tree.Root.With(NodeColumn.GroundTruthEnergy, 2).With(NodeColumn.PredictedEnergy, 3) with
            {
                Details = new NodeDetails { Prediction = new PredictionDetails { Joules = 3, Low = 2.5, High = 3.5, Level = 0.9 } },
            },
        };
        JsonElement root = Json(tree).GetProperty("nodes")[0];
        root.GetProperty("energy_j").GetDouble().ShouldBe(2);
        root.GetProperty("energy_source").GetString().ShouldBe("measured");
        root.TryGetProperty("energy_high_j", out _).ShouldBeFalse();
        root.GetProperty("predicted_energy_j").GetDouble().ShouldBe(3);
        root.GetProperty("predicted_energy_high_j").GetDouble().ShouldBe(3.5);
    }

    [Fact]
    public void Write_MeterThatModels_IsNotCalledMeasured()
    {
        ModelTree tree = TestTrees.Small();
        tree = tree with
        {
            Details = new TreeDetails
            {
                Meter = new NamedDetails { Name = "cpu-model", Properties = new Dictionary<string, string> { ["source"] = "modelled" } },
            },
        };
        Json(tree).GetProperty("energy_source").GetString().ShouldBe("modelled");
    }

    [Fact]
    public void Write_BelowResolution_SaysSoAndGivesNoEnergy()
    {
        ModelTree tree = TestTrees.Small();
        tree = tree with
        {
            Root = tree.Root with
            {
                Columns = default,
                Details = new NodeDetails { Energy = new EnergyDetails { Source = EnergySource.Measured, Low = 0, High = 1e-3 } },
            },
        };
        JsonElement root = Json(tree).GetProperty("nodes")[0];
        root.TryGetProperty("energy_j", out _).ShouldBeFalse();
        root.GetProperty("energy_high_j").GetDouble().ShouldBe(1e-3);
        root.GetProperty("notes")[0].GetString().ShouldBe("energy below the meter's resolution");
    }

    [Fact]
    public void Write_Depth_StopsThere()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            TreeJson.Write(json, TestTrees.Small(), depth: 1);
        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        document.RootElement.GetProperty("nodes").GetArrayLength().ShouldBe(2);
    }

    private static JsonElement Json(ModelTree tree)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            TreeJson.Write(json, tree);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
