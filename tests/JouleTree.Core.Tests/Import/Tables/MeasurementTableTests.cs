using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.Tables;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Import.Tables;

public class MeasurementTableTests
{
    [Theory]
    [InlineData("name,energy,n\nx,0.0001,30\n")]
    [InlineData("name;energy;n\nx;0,0001;30\n")]
    [InlineData("name\tenergy\tn\nx\t0,0001\t30\n")]
    [InlineData("name;energy;n\nx;1E-04;30\n")]
    [InlineData("name;energy;n\nx;1,0E-04;30,0\n")]
    [InlineData("sep=;\nname;energy;n\nx;0,0001;30\n")]
    [InlineData("name,energy,n\nx,\"0,0001\",\"30,0\"\n")]
    [InlineData("name,energy,n\nname,energy,n\nx,0.0001,30\n")]
    public void Number_CommonForms_AreTheSame(string text)
    {
        MeasurementRow row = Read(text).Rows.Single();

        row.Number("energy").ShouldBe(0.0001, 1e-18);
        row.FindWhole("n").ShouldBe(30);
        row.Text("name").ShouldBe("x");
    }

    // Never a factor of ten, a hundred or a thousand: what could be two numbers is none.
    [Theory]
    [InlineData("a;b\n1;30,000\n", "b", "is '30,000', expected a number without a separator of thousands")]
    [InlineData("a,b\n1,\"30,000\"\n", "b", "is '30,000', expected a number without a separator of thousands")]
    [InlineData("a;b\n0,5;1.234\n", "b", "is '1.234', and line 2 has '0,5' in 'a': decimals follow a comma or a point, not both")]
    [InlineData("a;b\n0,5;1.234,5\n", "b", "is '1.234,5', and line 2 has '0,5' in 'a'")]
    [InlineData("a;b\n1;1,2,3\n", "b", "is '1,2,3', expected a number without")]
    [InlineData("a;b\n0,5;nan\n", "b", "is 'nan', expected a finite number")]
    [InlineData("a;b\n0,5;\n", "b", "is empty")]
    public void Number_ThatCouldBeTwo_IsRefused(string text, string column, string problem) =>
        Should.Throw<InputException>(() => Read(text).Rows[0].Number(column)).Message.ShouldContain($":2: field '{column}': {problem}");

    // Text that holds commas says nothing of numbers.
    [Fact]
    public void Number_BesideTextWithCommas_KeepsItsPoint() =>
        Read("n,list\n1.5,\"1,5\"\n2.5,\"a,b\"\n").Rows[1].Number("n").ShouldBe(2.5);

    [Fact]
    public void Read_DecimalCommasBetweenCommas_IsRefusedWithTheLine() =>
        Should.Throw<InputException>(() => Read("a,b\n1,5\n1,5,2,5\n")).Message
            .ShouldEndWith(":3: has 4 fields, expected the 2 of the header; where decimals follow a comma, fields are separated by ;");

    [Fact]
    public void Number_AnyNumbersInEitherForm_AreTheSame() => Properties.ForSeeds(50, seed =>
    {
        Random random = new(seed);
        double[] values = [0.25, .. Enumerable.Range(0, 20).Select(_ => Math.Pow(10, random.Next(-9, 6)) * random.NextDouble())];
        string points = string.Concat(values.Select(value => value.ToString("R", CultureInfo.InvariantCulture) + "\n"));

        MeasurementTable withPoints = Read("v\n" + points);
        MeasurementTable withCommas = Read("v;w\n" + points.Replace('.', ',').Replace("\n", ";x\n", StringComparison.Ordinal));

        withCommas.Rows.Select(row => row.Number("v")).ShouldBe(withPoints.Rows.Select(row => row.Number("v")));
        withPoints.Rows.Select(row => row.Number("v")).ShouldBe(values);
    });

    private static MeasurementTable Read(string text)
    {
        using TemporaryFolder folder = new();
        return MeasurementTable.Read(folder.Write("table.csv", text));
    }
}
