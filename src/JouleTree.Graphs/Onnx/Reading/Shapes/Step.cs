using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Grouping;
using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Nodes that become one operator, with what is known of what they read and make.</summary>
/// <param name="Nodes">The nodes, the one that makes the outputs last.</param>
/// <param name="Outputs">What they make.</param>
/// <param name="IsKnownBeforehand">Their results are known without running them.</param>
internal abstract record Step(IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<Tensor> Outputs, bool IsKnownBeforehand)
{
    /// <summary>The node that makes the outputs.</summary>
    public OnnxNode Last => Nodes[^1];
}

/// <summary>A primitive that an exporter decomposed.</summary>
/// <param name="Group">Its nodes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Outputs">What it makes.</param>
/// <param name="IsKnownBeforehand">Its results are known without running it.</param>
internal sealed record GroupStep(NodeGroup Group, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs, bool IsKnownBeforehand)
    : Step(Group.Nodes, Outputs, IsKnownBeforehand);

/// <summary>A single node.</summary>
/// <param name="Context">The node with what is known of its inputs.</param>
/// <param name="Weight">The stored weight behind an input, also through a change of type or order; null for what is none.</param>
/// <param name="Guesses">What our own rules know of its outputs.</param>
/// <param name="Outputs">What it makes.</param>
/// <param name="IsKnownBeforehand">Its results are known without running it.</param>
internal sealed record NodeStep(
    ValueContext Context, Func<int, Tensor?> Weight, IReadOnlyList<Guess> Guesses, IReadOnlyList<Tensor> Outputs, bool IsKnownBeforehand)
    : Step([Context.Node], Outputs, IsKnownBeforehand);

/// <summary>A node that runs graphs: If, Loop, Scan.</summary>
/// <param name="Node">The node.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Bodies">The graphs that it may run, in order.</param>
/// <param name="Flow">Which of them it runs, and how often.</param>
/// <param name="Outputs">What it makes.</param>
/// <param name="IsKnownBeforehand">Its results are known without running it.</param>
internal sealed record ControlStep(
    OnnxNode Node, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Body> Bodies, Flow Flow, IReadOnlyList<Tensor> Outputs,
    bool IsKnownBeforehand)
    : Step([Node], Outputs, IsKnownBeforehand);

/// <summary>A graph inside a node.</summary>
/// <param name="Name">What the node calls it: <c>then_branch</c>, <c>body</c>.</param>
/// <param name="Steps">Its steps, in order.</param>
/// <param name="IsTaken">False for the branch that a constant condition leaves out.</param>
internal sealed record Body(string Name, IReadOnlyList<Step> Steps, bool IsTaken = true);

/// <summary>What is known of how a node runs the graphs inside it.</summary>
/// <param name="Note">For people; null for an If whose branches must be compared first.</param>
/// <param name="Runs">How often one pass runs the body of a loop, or null where data decide.</param>
/// <param name="IsCounted">The counts are those of the whole node: false for a loop that data end.</param>
internal readonly record struct Flow(string? Note, long? Runs, bool IsCounted);
