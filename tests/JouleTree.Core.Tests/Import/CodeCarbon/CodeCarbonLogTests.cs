using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Import.CodeCarbon;

public sealed class CodeCarbonLogTests
{
    private const string Lower = "Current energy value (Energy(kWh={0})) is lower than previous value (Energy(kWh={1})) ! Source file : x";

    [Theory]
    [InlineData("current config:[1]:  2%| | 99999999999/500 [", ":2: has '99999999999', expected the number of a configuration")]
    [InlineData("current config:[1]:  2%| | 1000000000/500 [", ":2: has '1000000000', expected the number of a configuration")]
    [InlineData("current config:[1]:  2%| | \u0663/500 [", ":2: has '\u0663', expected the number of a configuration")]
    public void Read_NumberThatIsNone_IsRefusedWithItsLine(string line, string problem) => Refused(line, problem);

    [Theory]
    [InlineData("e", ":2: has 'e', expected a reading in kWh")]
    [InlineData("1.2.3", ":2: has '1.2.3', expected a reading in kWh")]
    [InlineData("1e999", ":2: has '1e999', expected a reading in kWh")]
    public void Read_ReadingThatIsNone_IsRefusedWithItsLine(string reading, string problem)
    {
        Refused(Lower.Replace("{0}", reading).Replace("{1}", "1"), problem);
        Refused(Lower.Replace("{1}", reading).Replace("{0}", "1"), problem);
    }

    private static void Refused(string line, string problem)
    {
        using TemporaryFolder folder = new();
        string log = folder.Write("log.txt", $"Starting data-collection for Linear.\n{line}\n");

        Should.Throw<InputException>(() => CodeCarbonLog.Read(log)).Message.ShouldContain(problem);
    }
}
