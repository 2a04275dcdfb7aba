namespace JouleTree.Measurement.Engine;

/// <summary>One execution of one operator, from the engine's own trace.</summary>
/// <param name="Node">Name of the node in the graph that ran, which rewriting may have changed.</param>
/// <param name="Operator">Type of the operator, such as <c>MatMul</c>.</param>
/// <param name="Provider">Execution provider, such as <c>CPUExecutionProvider</c>.</param>
/// <param name="Seconds">Wall time in seconds, in whole microseconds.</param>
public sealed record KernelEvent(string Node, string Operator, string Provider, double Seconds);
