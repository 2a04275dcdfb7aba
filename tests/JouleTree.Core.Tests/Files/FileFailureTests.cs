using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Core.Tests.Files;

public sealed class FileFailureTests
{
    // Can be opened, and nothing can be read at its beginning.
    private const string Unreadable = "/proc/self/mem";

    [LinuxFact]
    public async Task OpenRead_WhereReadingFails_NamesTheFileAndSaysSo()
    {
        using FileStream stream = FileFailure.OpenRead(Unreadable);
        byte[] buffer = new byte[8];
        const string Expected = "/proc/self/mem: cannot be read: Input/output error";
        Should.Throw<InputException>(() => stream.ReadExactly(buffer)).Message.ShouldBe(Expected);
        Should.Throw<InputException>(() => stream.ReadByte()).Message.ShouldBe(Expected);
        Should.Throw<InputException>(() => stream.CopyTo(Stream.Null)).Message.ShouldBe(Expected);
        (await Should.ThrowAsync<InputException>(async () => await stream.ReadExactlyAsync(buffer))).Message.ShouldBe(Expected);
    }

    [LinuxFact]
    public void OpenRead_WhileAnotherFileIsWritten_IsNotTakenForAFailureToWrite()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("out.txt", "old");
        Should.Throw<InputException>(() => AtomicFile.Write(path, target =>
        {
            using FileStream source = FileFailure.OpenRead(Unreadable);
            source.CopyTo(target);
        })).Message.ShouldBe("/proc/self/mem: cannot be read: Input/output error");
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }
}
