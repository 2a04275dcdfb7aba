using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine.OnnxRuntime;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.OnnxRuntime;

public sealed class EngineLocatorTests
{
    [Fact]
    public void Find_Everything_PrefersTheOptionThenTheVariable()
    {
        EngineLocator.Find("a.so", "b.so", "/app", _ => true).ShouldBe("a.so");
        EngineLocator.Find(null, "b.so", "/app", _ => true).ShouldBe("b.so");
        EngineLocator.Find(null, null, "/app", _ => true).ShouldBe(Path.Combine("/app", EngineLocator.FileNames[0]));
    }

    [Fact]
    public void Find_NamedFileMissing_NeverFallsBack() =>
        Should.Throw<InputException>(() => EngineLocator.Find("gone.so", null, "/app", path => path != "gone.so"))
            .Message.ShouldBe("gone.so: no such file (option `library`), expected ONNX Runtime's library");

    [Fact]
    public void Find_Nothing_SaysWhereItLookedAndWhatToDo()
    {
        string message = Should.Throw<InputException>(() => EngineLocator.Find(null, null, "/app", _ => false)).Message;
        message.ShouldContain("/app");
        message.ShouldContain("`library`");
        message.ShouldContain(EngineLocator.Variable);
    }

    [Fact]
    public void Load_FileThatIsNoLibrary_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("libonnxruntime.so.1", "not a library");

        Should.Throw<InputException>(() => new OnnxRuntimeEngine(path)).Message.ShouldContain("is not a library");
    }
}
