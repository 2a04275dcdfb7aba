using JouleTree.Graphs.Onnx.Reading.Placement;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Onnx.Reading.Placement;

public class ScopeReaderTests
{
    [Theory]
    [InlineData("/pooler/dense/Gemm", "root.pooler.dense")]
    [InlineData("/encoder/layer.0/attention/self/MatMul_1", "root.encoder.layer.0.attention.self")]
    [InlineData("/features/features.18/features.18.0/Conv", "root.features.18.0")]
    [InlineData("/features/features.1/conv/conv.0/conv.0.0/Conv", "root.features.1.conv.0.0")]
    [InlineData("/shared/attention_1/MatMul", "root.shared.attention_1")]
    [InlineData("/Flatten", "root")]
    [InlineData("Identity_3", "root")]
    [InlineData("p2o.Conv.32", "root")]
    [InlineData("", "root")]
    [InlineData("//", "root")]
    [InlineData("/a/a./Conv", "root.a")]
    [InlineData("/.enc/MatMul", "root.enc")]
    [InlineData("/a..b/./Conv", "root.a.b")]
    public void ModuleOf_ExportersName_IsTheModulesScope(string name, string scope) => ScopeReader.ModuleOf(name).Path.ShouldBe(scope);
}
