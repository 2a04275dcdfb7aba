using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Json;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees.Details;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Storage;

/// <summary>Fits of convolutions that were stored before patches and groups had columns.</summary>
public sealed class OlderColumnsTests
{
    private static readonly PrimitiveFit Fit = new(
        "conv2d", OperationFamily.Convolution, [1, 2, 3, 4, 5, 6], [], LogCorrection.None([0.1], 3), [0, 0, 0], [1, 1, 1]);

    [Fact]
    public void ReadPrimitive_WithoutLaterColumns_TakesThemAsFree()
    {
        string stored = Store();
        string older = stored.Replace(",\"patches_mib\":5", "", StringComparison.Ordinal)
            .Replace(",\"thousand_groups\":6", "", StringComparison.Ordinal);

        older.Length.ShouldBeLessThan(stored.Length - 30);
        Read(older).Weights.ShouldBe([1, 2, 3, 4, 0, 0]);
        Read(stored).Weights.ShouldBe(Fit.Weights);
    }

    [Fact]
    public void ReadPrimitive_WithoutAFirstColumn_SaysWhichIsMissing() =>
        Should.Throw<InputException>(() => Read(Store().Replace("\"weights_mib\":4,", "", StringComparison.Ordinal)))
            .Message.ShouldContain("weights_mib");

    private static string Store()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
            CalibratedFitsJson.Write(json, Fit);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static PrimitiveFit Read(string text) =>
        JsonInput.Read(Encoding.UTF8.GetBytes(text), "fit.json", "a fit", CalibratedFitsJson.ReadPrimitive);
}
