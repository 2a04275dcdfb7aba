using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine;

public sealed class KernelTraceTests
{
    // Captured from ONNX Runtime 1.30.0 and shortened; durations in microseconds.
    private const string Captured = """
        [
        {"cat" : "Session","pid" :3,"tid" :3,"dur" :80,"ts" :5,"ph" : "X","name" :"model_loading_array","args" : {}},
        {"cat" : "Node","pid" :3,"tid" :3,"dur" :120,"ts" :9,"ph" : "X","name" :"/fc/MatMul_kernel_time","args" : {"op_name" : "MatMul","provider" : "CPUExecutionProvider","node_index" : "0","output_size" : "12"}},
        {"cat" : "Session","pid" :3,"tid" :3,"dur" :150,"ts" :8,"ph" : "X","name" :"SequentialExecutor::Execute","args" : {}},
        {"cat" : "Session","pid" :3,"tid" :3,"dur" :200,"ts" :7,"ph" : "X","name" :"model_run","args" : {}},
        ]
        """;

    [Fact]
    public void Parse_CapturedTrace_GivesSecondsByNode()
    {
        KernelTrace trace = KernelTrace.Parse(Encoding.UTF8.GetBytes(Captured));

        trace.Runs.Single().Single().ShouldBe(new KernelEvent("/fc/MatMul", "MatMul", "CPUExecutionProvider", 120e-6));
        trace.RunSeconds.Single().ShouldBe(200e-6, 1e-12);
    }

    [Fact]
    public void Parse_SomethingElse_IsRefused() =>
        Should.Throw<InputException>(() => KernelTrace.Parse(Encoding.UTF8.GetBytes("{\"a\":1}"))).Message.ShouldContain("not a trace");

    [Fact]
    public void Parse_NodeThatRunsOthers_HasItsOwnTimeAlone()
    {
        const string text = """
            [{"dur":30,"ts":12,"name":"/body/MatMul_kernel_time","args":{"op_name":"MatMul"}},
            {"dur":20,"ts":50,"name":"/body/MatMul_kernel_time","args":{"op_name":"MatMul"}},
            {"dur":100,"ts":10,"name":"/loop/Loop_kernel_time","args":{"op_name":"Loop"}},
            {"dur":5,"ts":110,"name":"/Relu_kernel_time","args":{"op_name":"Relu"}},
            {"dur":140,"ts":5,"name":"model_run","args":{}}]
            """;

        KernelTrace.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Runs.Single().Select(kernel => Math.Round(kernel.Seconds * 1e6))
            .ShouldBe([30, 20, 50, 5]);
    }
}
