using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Calibrated.Operations;

public sealed class OperationTests
{
    [Fact]
    public void Of_CountsOfAnySize_GivesTheShapesBack() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(5, 5), Prop.ForAll(Sizes(), size =>
        {
            (int batch, int length, int heads, int head) = size;
            int width = heads * head;
            ModelTree tree = new TransformerTrees(batch, length, width, heads, layers: 1).Build();
            Operation[] operations = [.. tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)
                .Select(node => Of(tree, node))];

            Operation up = operations.Single(operation => operation.Family == OperationFamily.Dense
                && operation.Outer > 2 * operation.Inner);
            up.Rows.ShouldBe(batch * length);
            up.Inner.ShouldBe(width, 1e-5 * width);
            up.Outer.ShouldBe(4 * width, 1e-5 * width);
            Operation product = operations.First(operation => operation.Family == OperationFamily.BatchedProduct);
            product.Matrices.ShouldBe(batch * heads, 1e-5 * batch * heads);
            product.Inner.ShouldBe(head, 1e-5 * head);
            operations.Single(operation => operation.Family == OperationFamily.Softmax)
                .Matrices.ShouldBe(batch * heads, 1e-5 * batch * heads);
            operations.First(operation => operation.Family == OperationFamily.Normalization).Outer.ShouldBe(width, 1e-5 * width);
        }));

    [Fact]
    public void Of_PoolerOnOneTokenAnItem_HasOneRowAnItem()
    {
        // BERT's pooler: Linear on [16, 768] → 768 while the tree says 16 × 128 tokens; no FLOPs for the bias.
        Operation pooler = RecoveredOperation.Of("Linear", 16, 128, 2.0 * 16 * 768 * 768, 4.0 * ((16 * 768) + (768 * 768) + (16 * 768)),
            (768 * 768) + 768);

        pooler.Rows.ShouldBe(16);
        pooler.Inner.ShouldBe(768, 1e-9);
        pooler.Outer.ShouldBe(768, 1e-9);
    }

    [Fact]
    public void Of_FusedProjectionOfGpt_HasItsWidths()
    {
        Operation fused = RecoveredOperation.Of("Conv1D", 8, 64, 2.0 * 512 * 768 * 2304, 1, (768 * 2304) + 2304);

        (fused.Rows, fused.Inner, fused.Outer).ShouldBe((512, 768, 2304));
    }

    [Fact]
    public void Of_LinearWithoutBias_TakesItForSquare()
    {
        Operation linear = RecoveredOperation.Of("Linear", 4, 32, 2.0 * 128 * 256 * 256, 1, 256 * 256);

        linear.Outer.ShouldBe(256, 1);
        linear.Inner.ShouldBe(256, 1);
    }

    [Fact]
    public void Of_UnknownType_IsElementwise() =>
        RecoveredOperation.Of("Swish", 4, 32, 100, 100, 0).Family.ShouldBe(OperationFamily.Elementwise);

    private static Operation Of(ModelTree tree, TreeNode node) => RecoveredOperation.Of(
        node.InstanceType,
        tree.BatchSize!.Value,
        tree.SequenceLength!.Value,
        node.MegaFlops!.Value * 1e6,
        node.MemoryMebibytes!.Value * (1 << 20),
        node.NumParameters!.Value);

    private static Arbitrary<(int Batch, int Length, int Heads, int Head)> Sizes() =>
        (from batch in Gen.Choose(1, 64)
         from length in Gen.Choose(2, 512)
         from heads in Gen.Choose(1, 16)
         from head in Gen.Choose(4, 128)
         select (batch, length, heads, head)).ToArbitrary();
}
