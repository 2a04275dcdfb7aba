using System.Text;
using JouleTree.Core.Trees.Format;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees.Format;

public sealed class Utf8StringPoolTests
{
    // More texts than the pool has slots, so that collisions are certain.
    [Fact]
    public void Get_ManyTexts_NeverGivesAnother()
    {
        Utf8StringPool pool = new();
        for (int round = 0; round < 2; round++)
        {
            for (int number = 0; number < 20_000; number++)
                pool.Get(Encoding.UTF8.GetBytes($"root.layer.{number}")).ShouldBe($"root.layer.{number}");
        }
    }

    [Fact]
    public void Get_TheSameTextAgain_IsTheSameObject()
    {
        Utf8StringPool pool = new();
        pool.Get("root.encoder"u8).ShouldBeSameAs(pool.Get("root.encoder"u8));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Get_LongText_IsNotKept(int length, bool isKept)
    {
        Utf8StringPool pool = new();
        byte[] text = Encoding.UTF8.GetBytes(new string('a', length));
        ReferenceEquals(pool.Get(text), pool.Get(text)).ShouldBe(isKept);
        pool.Get(text).Length.ShouldBe(length);
    }

    // A few hundred scopes, as a file has them, must hardly collide: else the pool is of no use.
    [Fact]
    public void Get_ScopesOfAModel_AreFoundAgain()
    {
        Utf8StringPool pool = new();
        byte[][] scopes = [.. from layer in Enumerable.Range(0, 24)
            from part in new[] { "attention.self.query", "attention.self.key", "attention.output.dense", "intermediate.dense",
                "output.dense" }
            select Encoding.UTF8.GetBytes($"root.encoder.layer.{layer}.{part}")];
        string[] first = [.. scopes.Select(scope => pool.Get(scope))];
        scopes.Select((scope, index) => ReferenceEquals(pool.Get(scope), first[index])).Count(same => same).ShouldBeGreaterThan(110);
    }
}
