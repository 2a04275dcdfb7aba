using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class OperatorOfShapesTests
{
    // Family, rows, inner, outer, matrices, heads of an operator; shapes as "2x3 | 4".
    [Theory]
    [InlineData("Linear", "2x4x8", "2x4x3", "Dense 8 8 3 - -")]
    [InlineData("Conv1D", "5x7", "5x2", "Dense 5 7 2 - -")]
    [InlineData("MatMul", "2x3x4x5 | 2x3x5x6", "2x3x4x6", "BatchedProduct 4 5 6 6 3")]
    [InlineData("MatMul", "4x5 | 5x6", "4x6", "BatchedProduct 4 5 6 1 -")]
    [InlineData("Softmax", "2x3x4x5", "2x3x4x5", "Softmax 4 - 5 6 3")]
    [InlineData("Softmax", "3x4x5", "3x4x5", "Softmax 4 - 5 3 -")]
    [InlineData("Softmax", "4x5", "4x5", "Softmax 4 - 5 1 -")]
    [InlineData("Softmax", "5", "5", "Softmax 1 - 5 1 -")]
    [InlineData("LayerNorm", "2x3x8", "2x3x8", "Normalization 6 - 8 - -")]
    [InlineData("RMSNorm", "2x8", "2x8", "Normalization 2 - 8 - -")]
    [InlineData("Embedding", "2x3", "2x3x8", "Embedding 6 - 8 - -")]
    [InlineData("Conv2d", "1x3x8x8", "1x6x4x4", "Convolution 16 27 6 - -", 96 * 27)]
    [InlineData("Conv1d", "2x3x8", "2x6x4", "Convolution 8 9 6 - -", 48 * 9)]
    [InlineData("Conv3d", "1x1x4x4x4", "1x2x2x2x2", "Convolution 8 8 2 - -", 16 * 8)]
    public void Find_KnownType_FollowsFromItsShapes(string type, string inputs, string outputs, string expected, int? macs = null)
    {
        OperatorDetails facts = OperatorOfShapes.Find(type, Details(inputs, outputs, macs))!;
        string.Join(' ', [facts.Family, .. new[] { facts.Rows, facts.Inner, facts.Outer, facts.Matrices,
            facts.Heads }.Select(size => $"{(object?)size ?? "-"}")])
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("GELU", "2x3", "2x3")]
    [InlineData("Linear", null, "2x3")]
    [InlineData("Linear", "2x3", null)]
    [InlineData("Linear", "", "2x3")]
    [InlineData("Linear", "2x3", "")]
    [InlineData("Linear", "2x3", "0x3")]
    [InlineData("MatMul", "2x3", "2x3")]
    [InlineData("MatMul", "3 | 3x2", "2")]
    [InlineData("MatMul", "2x3 | 3", "2")]
    [InlineData("Conv2d", "1x3x8x8", "1x6x4x4")]
    [InlineData("Conv2d", "3x8", "6x4", 96)]
    public void Find_WhatDoesNotTell_IsNull(string type, string? inputs, string? outputs, int? macs = null) =>
        OperatorOfShapes.Find(type, Details(inputs, outputs, macs)).ShouldBeNull();

    private static NodeDetails Details(string? inputs, string? outputs, long? macs) => new()
    {
        Inputs = Shapes(inputs),
        Outputs = Shapes(outputs),
        Macs = macs,
    };

    private static IReadOnlyList<IReadOnlyList<long>>? Shapes(string? text) => text?
        .Split('|', StringSplitOptions.TrimEntries)
        .Select(shape => (IReadOnlyList<long>)[.. shape.Split('x', StringSplitOptions.RemoveEmptyEntries)
            .Select(size => long.Parse(size, null))])
        .ToArray();
}
