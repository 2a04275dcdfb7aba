using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Fitting;

public sealed class ServingFormulasTests
{
    [Fact]
    public void Columns_Together_AreAllCombinationsOnce()
    {
        IReadOnlyList<int[]> columns = ServingFormulas.Together.Columns;

        // Four terms that may be there or not, one of two ways to count sums or none.
        columns.Count.ShouldBe(16 * 3);
        columns.Select(one => string.Join(' ', one.Order())).ShouldBeUnique();
        columns.ShouldAllBe(one => one.Contains(ServingTerms.IndexOf(ServingTerms.KeptKeys)) && one.Distinct().Count() == one.Length);
        columns.Count(one => one.Contains(ServingTerms.IndexOf(ServingTerms.AllReduces))).ShouldBe(16);
        columns.ShouldAllBe(one => !one.Contains(ServingTerms.IndexOf(ServingTerms.Drawing)));
    }

    [Fact]
    public void TimeColumns_Together_CountArithmeticAsLongAsItTakes()
    {
        IReadOnlyList<int[]> columns = ServingFormulas.Together.TimeColumns;

        columns.Count.ShouldBe(32 * 3);
        columns.ShouldAllBe(one => one.Contains(ServingTerms.IndexOf(ServingTerms.TimedArithmetic))
            && !one.Contains(ServingTerms.IndexOf(ServingTerms.Arithmetic)));
        columns.Count(one => one.Contains(ServingTerms.IndexOf(ServingTerms.Beginnings))).ShouldBe(16 * 3);
        ServingFormulas.Of2024.TimeColumns.ShouldAllBe(one => one.Contains(ServingTerms.IndexOf(ServingTerms.PromptLayers)));
    }
}
