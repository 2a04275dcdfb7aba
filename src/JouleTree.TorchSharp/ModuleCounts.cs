using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Hooks;
using TorchSharp;

namespace JouleTree.TorchSharp;

/// <summary>
/// Parameters, multiply-accumulates, FLOPs, bytes and shapes of a live TorchSharp model, module by module: of what one pass of it does,
/// functions that modules call themselves included (docs/torchsharp.md).
/// </summary>
/// <example>
/// <code>
/// using var model = torch.nn.Sequential(("dense", torch.nn.Linear(768, 256)), ("act", torch.nn.ReLU()));
/// ModuleCounts counts = ModuleCounts.Of(model, torch.zeros(8, 768));
/// foreach (TreeNode module in counts.Tree.Root.SelfAndDescendants())
///     Console.WriteLine($"{module.Scope}: {module.Details!.Parameters} parameters, {module.Details.Macs} MACs");
/// </code>
/// </example>
public sealed class ModuleCounts
{
    private readonly CountedPass _pass;

    private ModuleCounts(CountedPass pass, ModuleWorkload workload)
    {
        _pass = pass;
        Tree = Named(pass.Full.Tree, workload);
        IreneTree = Named(pass.Irene.Tree, workload);
    }

    /// <summary>
    /// The tree: scopes as <c>named_modules()</c> gives them below <c>root</c>, every operator a leaf. A module that is called again
    /// has a node of its own, <c>fc_1</c> for the second call of <c>fc</c>, whose weights count once.
    /// </summary>
    public ModelTree Tree { get; }

    /// <summary>The same in the view of the published IrEne trees, for predictors that are trained on such.</summary>
    public ModelTree IreneTree { get; }

    /// <summary>Operators without a rule, by type; every sum above them is a lower bound. Empty if all was counted.</summary>
    public IReadOnlyList<UncountedOperators> Uncounted => _pass.Full.Uncounted;

    /// <summary>What the reader of the counts should know; may be empty.</summary>
    public IReadOnlyList<string> Remarks => _pass.Remarks;

    /// <summary>Learned numbers of the whole model, a shared weight once.</summary>
    public long Parameters => Tree.Root.Details!.Parameters!.Value;

    /// <summary>Multiply-accumulates of the pass; null where nothing could be counted.</summary>
    public long? Macs => Tree.Root.Details!.Macs;

    /// <summary>Floating-point operations of the pass; null likewise.</summary>
    public long? Flops => Tree.Root.Details!.Flops;

    /// <summary>Bytes that the pass moves; null likewise.</summary>
    public long? Bytes => Tree.Root.Details!.Bytes;

    /// <summary>Counts a call of a model. It is run once, without gradients.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What it is called with, in order; what it takes beyond them gets its default.</param>
    /// <exception cref="ArgumentException">The model cannot be called with these.</exception>
    /// <exception cref="InputException">A count exceeds 2^63 - 1, or modules are nested without end.</exception>
    public static ModuleCounts Of(torch.nn.Module model, params IReadOnlyList<torch.Tensor> inputs)
    {
        Action call = ModelInvocation.Of(model, inputs);
        return Of(model, () =>
        {
            using IDisposable noGradients = torch.no_grad();
            using DisposeScope scope = torch.NewDisposeScope();
            call();
        });
    }

    /// <summary>
    /// Counts a pass of a model that is called by the program: with inputs of any kind, with gradients, in half precision.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="pass">Calls it once; what it throws goes through, and no hook is left behind.</param>
    /// <param name="workload">Name and sizes, where the inputs do not say them; null for what they say.</param>
    /// <exception cref="InputException">
    /// The pass calls nothing of the model, a count exceeds 2^63 - 1, or modules are nested without end.
    /// </exception>
    public static ModuleCounts Of(torch.nn.Module model, Action pass, ModuleWorkload? workload = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pass);
        workload ??= new ModuleWorkload();
        return new ModuleCounts(CountedPass.Of(model, pass, workload.ToFacts()), workload);
    }

    private static ModelTree Named(ModelTree tree, ModuleWorkload workload) =>
        workload.ModelName is { } name ? tree with { ModelName = name } : tree;
}
