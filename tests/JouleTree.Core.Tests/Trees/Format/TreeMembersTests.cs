using System.Text;
using JouleTree.Core.Trees.Format;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class TreeMembersTests
{
    private const string Known =
        "num_parameters flops mem_bytes cpu mem gpu gpu_mem gpu_clk gpu_mem_clk times_mean gpu_energy_mean ground_truth_energy "
            + "predicted_energy "
        + "id scope parent_name level instance_type type child_nodes_obj child_nodes jouletree";

    [Fact]
    public void Find_EachKnownName_IsItsMember()
    {
        int place = 0;
        foreach (string name in Known.Split(' '))
        {
            TreeMembers.Find(Encoding.UTF8.GetBytes(name)).ShouldBe((TreeMember)place, name);
            TreeMembers.NameOf((TreeMember)place++).ShouldBe(name);
        }

        ((TreeMember)place).ShouldBe(TreeMember.Unknown);
    }

    // As long as each known name, but none of them.
    [Fact]
    public void Find_OtherNamesOfTheSameLength_AreUnknown()
    {
        for (int length = 0; length < 30; length++)
            TreeMembers.Find(Encoding.UTF8.GetBytes(new string('x', length))).ShouldBe(TreeMember.Unknown);
        TreeMembers.Find("FLOPS"u8).ShouldBe(TreeMember.Unknown);
    }

    [Fact]
    public void NameOf_Unknown_Throws() =>
        Should.Throw<ArgumentOutOfRangeException>(() => TreeMembers.NameOf(TreeMember.Unknown)).Message.ShouldStartWith("has no name");
}
