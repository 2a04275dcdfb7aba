using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.Irene;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Import.Irene;

public sealed class IreneCsvFilesTests
{
    [Theory]
    [InlineData("a.b:C", true)]
    [InlineData("a..b:C", false)]
    [InlineData(".a:C", false)]
    [InlineData("a.:C", false)]
    [InlineData(":C", false)]
    [InlineData("a:", false)]
    public void Read_NameOfARow_IsAScopeWithoutEmptyPartsAndAClass(string name, bool isOne)
    {
        byte[] text = Encoding.UTF8.GetBytes(
            $"""
            batch_size,seq_len,flops,mem_bytes,cpu,mem,gpu,gpu_mem,gpu_clk,gpu_mem_clk,times_mean,gpu_energy_mean,energy_mean,level_name,model_name
            8,32,0,1,2,3,4,5,6,7,8,9,10,{name},m

            """);
        IReadOnlyList<IreneCsvRow> Read() => IreneCsvFiles.Read(new MemoryStream(text), "x.csv", IreneLevel.OtherPrimitive);

        if (isOne)
            Read().ShouldHaveSingleItem().Scope.Path.ShouldBe("a.b");
        else
            Should.Throw<InputException>(Read).Message.ShouldContain($"found '{name}', expected a scope without empty parts and a class");
    }
}
