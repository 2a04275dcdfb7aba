using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes;
using JouleTree.Graphs.Onnx.Reading.Translation;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>
/// Makes the operators, each in its module. Both branches of an If are listed: the one that a constant condition takes counts,
/// else the one that costs more. The body of a loop counts as often as it runs, where that is known, else once, and the sum says so.
/// </summary>
internal sealed class OperatorPlacement
{
    private readonly NodePlacement _placement;
    private readonly ModuleNames _names;
    private readonly List<Operator> _operators = [];

    private OperatorPlacement(NodePlacement placement) => (_placement, _names) = (placement, new ModuleNames(placement));

    /// <summary>The operators of a model, in order of execution, and the modules that hold them.</summary>
    /// <param name="steps">What becomes an operator each.</param>
    /// <param name="placement">The modules that nodes tell of themselves.</param>
    /// <exception cref="OverflowException">Loops inside loops run more than 2^63 - 1 times.</exception>
    public static (IReadOnlyList<Operator> Operators, IReadOnlyList<GraphModule> Modules) Of(
        IReadOnlyList<Step> steps, NodePlacement placement)
    {
        OperatorPlacement pass = new(placement);
        pass.Place(steps, placement.ModuleOf, 1);
        return (pass._operators, pass._names.Modules);
    }

    /// <param name="steps">Steps of one graph.</param>
    /// <param name="moduleOf">The module of a node of that graph.</param>
    /// <param name="repetitions">How often one forward pass runs the graph.</param>
    private void Place(IReadOnlyList<Step> steps, Func<OnnxNode, Scope> moduleOf, long repetitions)
    {
        ModuleMembers members = new(steps.SelectMany(step => step.Nodes).Select(moduleOf));
        foreach (Step step in steps)
        {
            Scope module = moduleOf(step.Nodes[0]);
            if (step is ControlStep control)
            {
                PlaceControl(control, module, moduleOf, repetitions);
                continue;
            }

            Translated translated = Translator.Translate(step);
            if (members.Fill(module, step.Nodes.Count))
            {
                // A module that holds these nodes and nothing else is the primitive itself: `/pooler/dense/Gemm` is `root.pooler.dense`.
                Scope registered = _placement.Registered(module);
                _names.Add(registered.Parent);
                Add(step, translated, registered, isModule: true, repetitions);
            }
            else
            {
                _names.Add(module);
                string own = step.Nodes.Count > 1 ? translated.Type : ModuleNames.OwnName(step.Nodes[0], translated.Type);
                Add(step, translated, _names.Unique(module, own), isModule: false, repetitions);
            }
        }
    }

    private void PlaceControl(ControlStep control, Scope module, Func<OnnxNode, Scope> moduleOf, long repetitions)
    {
        OnnxNode node = control.Node;
        _names.Add(module);
        Scope scope = _names.Unique(module, ModuleNames.OwnName(node, node.OpType));
        int place = _names.AddCalled(scope, node.OpType);
        int first = _operators.Count;
        List<(int First, int End)> ranges = [];
        foreach (Body body in control.Bodies)
        {
            int start = _operators.Count;
            Scope inner = scope.Child(body.Name);
            _names.AddCalled(inner, node.OpType == "If" ? "Branch" : "Body");
            Place(body.Steps, Below(inner, moduleOf(node)), body.IsTaken ? checked(repetitions * (control.Flow.Runs ?? 1)) : 0);
            ranges.Add((start, _operators.Count));
        }

        _names.Note(place, control.Flow.Note ?? DropCheaper(control.Bodies, ranges));
        Add(control, Translator.Translate(control), _names.Unique(scope, "run"), isModule: false, repetitions);
        // The node itself comes before what it runs.
        Operator self = _operators[^1];
        _operators.RemoveAt(_operators.Count - 1);
        _operators.Insert(first, self);
    }

    /// <summary>Scopes inside are those of the model; what lies within the module that holds the node is told by the rest.</summary>
    private Func<OnnxNode, Scope> Below(Scope scope, Scope around) => inner =>
    {
        Scope own = _placement.ModuleOf(inner);
        return own != around && own.IsWithin(around) ? scope.Child(own.Path[(around.Path.Length + 1)..]) : scope;
    };

    /// <summary>Data choose a branch: the one that costs less does not count.</summary>
    /// <returns>A note for people.</returns>
    private string DropCheaper(IReadOnlyList<Body> branches, List<(int First, int End)> ranges)
    {
        (long thenFlops, long elseFlops) = (Flops(ranges[0]), Flops(ranges[1]));
        int dropped = thenFlops >= elseFlops ? 1 : 0;
        for (int index = ranges[dropped].First; index < ranges[dropped].End; index++)
            _operators[index].Repetitions = 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"which branch is taken depends on data: {branches[1 - dropped].Name} is counted, "
            + $"which costs most (then {thenFlops}, else {elseFlops} FLOPs)");
    }

    private long Flops((int First, int End) range)
    {
        long sum = 0;
        for (int index = range.First; index < range.End; index++)
            sum += CountingRules.JouleTree.Count(_operators[index])?.Flops ?? 0;
        return sum;
    }

    private void Add(Step step, Translated translated, Scope scope, bool isModule, long repetitions) => _operators.Add(new Operator
    {
        Type = translated.Type,
        Scope = scope,
        IsModule = isModule,
        Inputs = translated.Inputs,
        Outputs = step.Outputs,
        Attributes = translated.Attributes,
        Repetitions = repetitions,
        IsKnownBeforehand = step.IsKnownBeforehand,
        OnnxNodes = [.. step.Nodes.Select(node => node.Name)],
    });
}
