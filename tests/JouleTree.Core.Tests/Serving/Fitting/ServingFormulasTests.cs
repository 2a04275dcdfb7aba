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
}
