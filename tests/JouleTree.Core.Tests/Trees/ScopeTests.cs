using JouleTree.Core.Trees;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("", "", 0, "")]
    [InlineData("root", "root", 0, "")]
    [InlineData("root.encoder", "encoder", 1, "root")]
    [InlineData("root.encoder.layer.0", "0", 3, "root.encoder.layer")]
    [InlineData(".x", "x", 1, "")]
    public void Parts_OfAPath_AreItsComponents(string path, string name, int level, string parent)
    {
        Scope scope = new(path);
        (scope.Name, scope.Level, scope.Parent.Path, scope.ToString()).ShouldBe((name, level, parent, path));
    }

    [Fact]
    public void Child_OfAnyScope_HasItAsParent()
    {
        Scope.Root.Path.ShouldBe("root");
        Scope.Root.Child("a").ShouldBe(new Scope("root.a"));
        Scope.Root.Child("a").Parent.ShouldBe(Scope.Root);
        default(Scope).Child("a").Path.ShouldBe("a");
        Scope.Root.Child("a.b").Level.ShouldBe(2);
        Should.Throw<ArgumentException>(() => Scope.Root.Child(""));
    }

    [Theory]
    [InlineData("root.a", "root.a", true)]
    [InlineData("root.a.b", "root.a", true)]
    [InlineData("root.ab", "root.a", false)]
    [InlineData("root", "root.a", false)]
    [InlineData("other.a", "root", false)]
    [InlineData("anything", "", true)]
    [InlineData("ROOT.a", "root", false)]
    public void IsWithin_AnAncestor_EndsAtADot(string path, string ancestor, bool expected) =>
        new Scope(path).IsWithin(new Scope(ancestor)).ShouldBe(expected);

    [Fact]
    public void Default_IsTheEmptyPath() => default(Scope).Path.ShouldBe("");
}
