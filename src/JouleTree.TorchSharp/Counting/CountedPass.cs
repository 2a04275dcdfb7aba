using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Counting;

/// <summary>One pass of a model, recorded and counted.</summary>
internal sealed class CountedPass
{
    private CountedPass(NamedModules modules, Graph graph, IReadOnlyList<ModuleCall> roots, IReadOnlyList<string> remarks)
    {
        (Modules, Counts, Roots, Remarks) = (modules, new CountedGraph(graph), roots, remarks);
    }

    /// <summary>The modules of the model.</summary>
    public NamedModules Modules { get; }

    /// <summary>What was called from outside: the model, mostly once.</summary>
    public IReadOnlyList<ModuleCall> Roots { get; }

    /// <summary>The pass as a graph, counted.</summary>
    public CountedGraph Counts { get; }

    /// <summary>Every operator a leaf.</summary>
    public GraphView Full => Counts.Full;

    /// <summary>The view of the published trees.</summary>
    public GraphView Irene => Counts.Irene;

    /// <summary>What the reader of the counts should know.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Runs a pass, and counts it. Hooks are there meanwhile, and gone afterwards, also where the pass throws.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pass">Calls it once; what it throws goes through.</param>
    /// <param name="facts">What it is given.</param>
    /// <exception cref="InputException">The pass calls nothing of the model.</exception>
    public static CountedPass Of(torch.nn.Module model, Action pass, PassFacts facts)
    {
        NamedModules modules = new(model);
        ModelWeights weights = new(modules);
        PassRecorder recorder = new(modules);
        using (ModuleHooks hooks = ModuleHooks.Attach(modules.Distinct, recorder))
        using (DispatchObserver? observer = DispatchObserver.Begin(recorder))
        {
            pass();
            observer?.ThrowFailure();
        }

        return Of(modules, weights, recorder, facts);
    }

    /// <summary>Counts a pass that was recorded.</summary>
    /// <param name="modules">The modules of the model.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="recorder">The record.</param>
    /// <param name="facts">What it was given.</param>
    /// <exception cref="InputException">The pass called nothing of the model.</exception>
    public static CountedPass Of(NamedModules modules, ModelWeights weights, PassRecorder recorder, PassFacts facts)
    {
        if (recorder.Roots.Count == 0)
            throw new InputException(new InputPlace(Node: Scope.Root.Path),
                $"the pass calls no module of the {NamedModules.ClassOf(modules.Model)}: expected it to call the model, with call(...)");
        GraphOfPass maker = new(modules, weights, DispatchObserver.WhyNot);
        return new CountedPass(modules, maker.Of(recorder, facts.Of(recorder.Roots[0])), recorder.Roots, [.. RemarksOn(recorder)]);
    }

    private static IEnumerable<string> RemarksOn(PassRecorder recorder)
    {
        if (DispatchObserver.WhyNot is { } reason)
            yield return $"functions that modules call themselves are not seen, so that sums are at least: {reason}";
        if (recorder.Roots.Count(root => root.Scope == Scope.Root) > 1)
            yield return $"the pass calls the model {recorder.Roots.Count} times; the counts are of all of them";
    }
}
