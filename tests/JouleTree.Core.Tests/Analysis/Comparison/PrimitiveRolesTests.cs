using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Trees;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Analysis.Comparison;

/// <summary>Layers of two families, each part beside the one that does the same.</summary>
public class PrimitiveRolesTests
{
    [Fact]
    public void Of_FamiliesThatNameAndNestDifferently_PairsByRole()
    {
        // As in BERT, and as in GPT-2 but for its attention, which is DistilBERT's.
        ModelTree left = Model(Node("root.encoder", "Encoder", Node("root.encoder.0", "BertLayer",
            Node("root.encoder.0.attention", "BertAttention",
                Node("root.encoder.0.attention.self", "BertSelfAttention",
                    Node("root.encoder.0.attention.self.query", "Linear"), Node("root.encoder.0.attention.self.key", "Linear"),
                    Node("root.encoder.0.attention.self.value", "Linear")),
                Node("root.encoder.0.attention.output", "BertSelfOutput", Node("root.encoder.0.attention.output.dense", "Linear"))),
            Node("root.encoder.0.intermediate", "BertIntermediate", Node("root.encoder.0.intermediate.dense", "Linear"),
                Node("root.encoder.0.intermediate.act", "GELU")),
            Node("root.encoder.0.output", "BertOutput", Node("root.encoder.0.output.dense", "Linear"),
                Node("root.encoder.0.output.LayerNorm", "LayerNorm")))));
        ModelTree right = Model(Node("root.h", "ModuleList", Node("root.h.0", "Block",
            Node("root.h.0.ln_1", "LayerNorm"),
            // Another order than on the left: names decide, not places.
            Node("root.h.0.attn", "Attention", Node("root.h.0.attn.v_lin", "Linear"), Node("root.h.0.attn.k_lin", "Linear"),
                Node("root.h.0.attn.q_lin", "Linear"), Node("root.h.0.attn.out_lin", "Linear")),
            Node("root.h.0.mlp", "MLP", Node("root.h.0.mlp.c_fc", "Conv1D"), Node("root.h.0.mlp.act", "NewGELU"),
                Node("root.h.0.mlp.c_proj", "Conv1D")))));

        TreeComparison comparison = TreeComparison.Of(left, right);

        PartnerOf(comparison, "root.encoder.0").ShouldBe("root.h.0");
        PartnerOf(comparison, "root.encoder.0.attention.self.query").ShouldBe("root.h.0.attn.q_lin");
        PartnerOf(comparison, "root.encoder.0.attention.self.key").ShouldBe("root.h.0.attn.k_lin");
        PartnerOf(comparison, "root.encoder.0.attention.self.value").ShouldBe("root.h.0.attn.v_lin");
        PartnerOf(comparison, "root.encoder.0.attention.output.dense").ShouldBe("root.h.0.attn.out_lin");
        PartnerOf(comparison, "root.encoder.0.intermediate.dense").ShouldBe("root.h.0.mlp.c_fc");
        PartnerOf(comparison, "root.encoder.0.intermediate.act").ShouldBe("root.h.0.mlp.act");
        PartnerOf(comparison, "root.encoder.0.output.dense").ShouldBe("root.h.0.mlp.c_proj");
        // Every node once, whatever is opened.
        comparison.Nodes.Count(node => node.Left is not null).ShouldBe(left.Root.SelfAndDescendants().Count());
        comparison.Nodes.Count(node => node.Right is not null).ShouldBe(right.Root.SelfAndDescendants().Count());
    }

    [Fact]
    public void Of_OneMatrixAgainstThree_SaysWhoDoesTheWork()
    {
        ModelTree left = Model(Node("root.a", "Attention", Node("root.a.query", "Linear"), Node("root.a.key", "Linear"),
            Node("root.a.value", "Linear"), Node("root.a.softmax", "Softmax")));
        ModelTree right = Model(Node("root.b", "Attention", Node("root.b.c_attn", "Conv1D"), Node("root.b.softmax", "Softmax")));

        foreach (TreeComparison comparison in (TreeComparison[])[TreeComparison.Of(left, right), TreeComparison.Of(right, left)])
        {
            // Not one of the three is taken for all.
            foreach (string name in (string[])["query", "key", "value"])
                Alone(comparison, name).Counterparts.ShouldBe(["c_attn"]);
            Alone(comparison, "c_attn").Counterparts.ShouldBe(["query", "key", "value"]);
            comparison.Nodes.Where(node => node.Left is not null && node.Right is not null)
                .ShouldAllBe(node => node.Counterparts.Count == 0);
        }
    }

    [Fact]
    public void Of_PartsWithoutAnyLike_NamesNobody()
    {
        ModelTree left = Model(Node("root.a", "Attention", Node("root.a.query", "Linear"), Node("root.a.softmax", "Softmax")));
        ModelTree right = Model(Node("root.b", "Attention", Node("root.b.c_proj", "Conv1D"), Node("root.b.softmax", "Softmax")));

        TreeComparison.Of(left, right).Nodes.ShouldAllBe(node => node.Counterparts.Count == 0);
    }

    [Fact]
    public void Of_ALoneNormalisation_DoesNotCostTheLayers()
    {
        ModelTree left = Model(Node("root.norm", "LayerNorm"), Node("root.encoder", "Encoder", Node("root.encoder.a", "Linear"),
            Node("root.encoder.b", "MatMul")));
        ModelTree right = Model(Node("root.h", "Layers", Node("root.h.x", "Linear"), Node("root.h.y", "MatMul")),
            Node("root.ln_f", "LayerNorm"));

        PartnerOf(TreeComparison.Of(left, right), "root.encoder").ShouldBe("root.h");
    }

    private static ComparedNode Alone(TreeComparison comparison, string name) =>
        comparison.Nodes.Single(node => node.Either.Scope.Name == name && (node.Left is null || node.Right is null));

    private static string? PartnerOf(TreeComparison comparison, string scope) =>
        comparison.Nodes.Single(node => node.Left?.Scope.Path == scope).Right?.Scope.Path;

    private static ModelTree Model(params TreeNode[] children) =>
        new() { ModelName = "model", BatchSize = 1, Root = Node("root", "Model", children) with { Kind = NodeKind.Model } };

    private static TreeNode Node(string scope, string type, params TreeNode[] children) => new()
    {
        Id = scope,
        Scope = new Scope(scope),
        Kind = children.Length > 0 ? NodeKind.Module : NodeKind.Primitive,
        InstanceType = type,
        Children = children,
    };
}
