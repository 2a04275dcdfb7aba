using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>The folders of each project: one way between them, a namespace each, small enough, and one name for one thing.</summary>
public sealed class FolderTests
{
    private static readonly Lazy<SourceFolders> Sources = new(() => SourceFolders.Read(Path.Combine(SharedData.Repository, "src")));

    /// <summary>All projects.</summary>
    public static TheoryData<string> Projects => [.. Sources.Value.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_NeedEachOtherOneWay(string project) => Sources.Value.Knots(project).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespace_OfEachFile_IsItsFolder(string project) => Sources.Value.Misnamed(project).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folder_OfAProject_HoldsOneConcept(string project) => Sources.Value.Crowded(project).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Name_OfEachType_MeansOneThing(string project) => Sources.Value.Namesakes(project).ShouldBeEmpty();

    [Fact]
    public void Projects_AreAllRead()
    {
        string[] projects = Directory.GetFiles(Path.Combine(SharedData.Repository, "src"), "*.csproj", SearchOption.AllDirectories);

        Sources.Value.Projects.ShouldBe(projects.Select(path => Path.GetFileNameWithoutExtension(path)), ignoreOrder: true);
    }
}
