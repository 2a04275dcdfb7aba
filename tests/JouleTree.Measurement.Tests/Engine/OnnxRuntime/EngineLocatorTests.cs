using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.CApi;
using JouleTree.Measurement.Engine.OnnxRuntime;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.OnnxRuntime;

public sealed class EngineLocatorTests
{
    [Fact]
    public void FindNamed_OptionAndVariable_PrefersTheOption()
    {
        EngineLocator.FindNamed("a.so", "b.so", _ => true).ShouldBe("a.so");
        EngineLocator.FindNamed(null, "b.so", _ => true).ShouldBe("b.so");
        EngineLocator.FindNamed(null, null, _ => true).ShouldBeNull();
    }

    [Fact]
    public void FindNamed_FileMissing_NeverFallsBack()
    {
        Should.Throw<InputException>(() => EngineLocator.FindNamed("gone.so", "b.so", path => path != "gone.so"))
            .Message.ShouldBe("gone.so: no such file (option `library`), expected ONNX Runtime's library");
        Should.Throw<InputException>(() => EngineLocator.FindNamed(null, "gone.so", path => path != "gone.so"))
            .Message.ShouldBe("gone.so: no such file (variable JOULETREE_ORT_LIBRARY), expected ONNX Runtime's library");
    }

    [Fact]
    public void FindPackaged_SeveralFolders_TakesTheFirstThatHasIt()
    {
        string second = Path.Combine("/b", EngineLocator.FileName);
        EngineLocator.FindPackaged(["/a", "/b", "/c"], path => path != Path.Combine("/a", EngineLocator.FileName)).ShouldBe(second);
    }

    [Fact]
    public void FindPackaged_Nothing_SaysWhereItLookedAndWhatToDo()
    {
        string message = Should.Throw<InputException>(() => EngineLocator.FindPackaged(["/app", "/app/native"], _ => false)).Message;
        message.ShouldContain("/app, /app/native");
        message.ShouldContain("`library`");
        message.ShouldContain(EngineLocator.Variable);
    }

    [Fact]
    public void Open_WithoutAName_IsThePackagesLibrary()
    {
        using IInferenceEngine engine = EngineLocator.Open();
        engine.ShouldBeOfType<OnnxRuntimeEngine>();
    }

    [Fact]
    public void Open_Named_IsThatLibrary()
    {
        using IInferenceEngine packaged = EngineLocator.Open();
        using IInferenceEngine named = EngineLocator.Open(packaged.Description.LibraryPath);
        named.ShouldBeOfType<CApiEngine>();
        named.Description.ShouldSatisfyAllConditions(
            found => found.Version.ShouldBe(packaged.Description.Version),
            found => found.Providers.ShouldBe(packaged.Description.Providers));
    }

    [Fact]
    public void Load_FileThatIsNoLibrary_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("libonnxruntime.so.1", "not a library");

        Should.Throw<InputException>(() => EngineLocator.Open(path)).Message.ShouldContain("is not a library");
    }
}
