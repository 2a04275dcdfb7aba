using System.Text;
using JouleTree.Metering.Machines;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Machines;

public sealed class ResidentMemoryTests
{
    [Theory]
    [InlineData("69053 12044 9010 21 0 30000 0\n", 12044L)]
    [InlineData("69053 0 0", 0L)]
    [InlineData("69053", null)]
    [InlineData("", null)]
    [InlineData("1 x", null)]
    public void Pages_OfAFile_AreItsSecondNumber(string statm, long? pages) =>
        ResidentMemory.Pages(Encoding.ASCII.GetBytes(statm)).ShouldBe(pages);

    // The system library reads the same of another file; memory comes and goes between the two readings.
    [Fact]
    public void OfThisProcess_IsWhatTheSystemLibrarySays() =>
        ((double)ResidentMemory.OfThisProcess()).ShouldBe(Environment.WorkingSet, 0.2 * Environment.WorkingSet);
}
