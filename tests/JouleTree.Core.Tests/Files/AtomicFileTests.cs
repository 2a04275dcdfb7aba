using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void Dispose_WithoutCommit_LeavesTheOldFileAndNothingElse()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("out.txt", "old");
        using (AtomicFile file = AtomicFile.Create(path))
            file.Stream.Write("new"u8);
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Write_WhereTheContentFails_LeavesTheOldFileAndNothingElse()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("out.txt", "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [LinuxFact]
    public void Write_WhereTheDiskIsFull_SaysSo() =>
        Should.Throw<InputException>(() => AtomicFile.WriteText("/dev/full", "text"))
            .Message.ShouldBe("/dev/full: cannot be written: No space left on device");

    // No file system holds as much, so that writing fails in the middle as on a full disk.
    [LinuxFact]
    public async Task Write_WhereTheFileGrowsTooLarge_SaysSoAndLeavesTheOldFile()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("out.txt", "old");
        byte[] content = new byte[1 << 17];
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Position = long.MaxValue - 1;
            Should.Throw<InputException>(() => file.Stream.Write(content)).Message.ShouldStartWith($"{path}: cannot be written: ");
            (await Should.ThrowAsync<InputException>(async () => await file.Stream.WriteAsync(content)))
                .Message.ShouldStartWith($"{path}: cannot be written: ");
        }

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Write_WhereTheContentCannotBeRead_LeavesItToTheCaller()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("out.txt", "old");
        IOException cause = new("Connection reset by peer");
        Should.Throw<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw cause;
        })).ShouldBeSameAs(cause);
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Commit_WhereTheNameCannotBeTaken_RemovesTheTemporaryFile()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("out.txt");
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Write("new"u8);
            Directory.CreateDirectory(path);
            Should.Throw<InputException>(file.Commit).Message.ShouldStartWith($"{path}: cannot be written: ");
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Write_NewFolder_IsMade()
    {
        using TemporaryFolder folder = new();
        AtomicFile.WriteText(folder.File("a/b/c.txt"), "text");
        File.ReadAllText(folder.File("a/b/c.txt")).ShouldBe("text");
    }

    [Fact]
    public void Create_WhereAFolderOrAFileStandsInTheWay_IsRefused()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("file", "x");
        Should.Throw<InputException>(() => AtomicFile.Create(folder.Path))
            .Message.ShouldContain("is a folder, expected the name of a file");
        Should.Throw<InputException>(() => AtomicFile.Create(Path.Combine(file, "below"))).Message.ShouldContain("cannot be written");
    }

    [Fact]
    public void Write_Device_LeavesItADevice()
    {
        if (OperatingSystem.IsWindows())
            return;
        using TemporaryFolder folder = new();
        string link = folder.File("null");
        File.CreateSymbolicLink(link, "/dev/null");

        AtomicFile.WriteText(link, "gone");

        File.ResolveLinkTarget(link, returnFinalTarget: false)!.FullName.ShouldBe("/dev/null");
    }

    [Fact]
    public void Write_Link_WritesWhatItPointsTo()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("file");
        string link = folder.File("link");
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(link, file);

        AtomicFile.WriteText(link, "new");

        File.ReadAllText(file).ShouldBe("new");
        new FileInfo(link).LinkTarget.ShouldNotBeNull();
    }
}
