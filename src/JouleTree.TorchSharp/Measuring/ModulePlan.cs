using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>What is run alone to measure each node of a counted pass: nodes that compute the same are run once.</summary>
internal sealed class ModulePlan : IDisposable
{
    private readonly CapturedCalls _captured = new();
    private readonly List<torch.Tensor> _made = [];
    private readonly Dictionary<string, string> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TreeNode>> _sharing = new(StringComparer.Ordinal);
    private readonly List<MeasuredTask> _tasks = [];

    /// <summary>Captures what modules are given, and prepares their runs.</summary>
    /// <param name="pass">The counted pass.</param>
    /// <param name="order">Its calls.</param>
    /// <param name="run">Runs the pass.</param>
    /// <param name="device">Where it runs.</param>
    public ModulePlan(CountedPass pass, PassOrder order, Action run, ModelDevice device)
    {
        using (ModuleHooks.Attach(pass.Modules.Distinct, _captured))
            run();
        bool isSame = _captured.Calls.Select(call => call.Module).SequenceEqual(order.Modules);
        Dictionary<string, int> calls = [];
        for (int index = 0; index < order.Calls.Count; index++)
            calls.TryAdd(order.Calls[index].Scope.Path, index);
        _tasks.Add(new MeasuredTask("the whole pass", run));
        foreach (TreeNode node in pass.Full.Tree.Root.SelfAndDescendants().Skip(1))
        {
            if (isSame)
                Plan(node, pass, calls, device);
            else
                _failures.Add(node.Id, "the pass calls other modules from one time to the next, so that none is run alone");
        }
    }

    /// <summary>The whole pass first, then each distinct computation.</summary>
    public IReadOnlyList<MeasuredTask> Tasks => _tasks;

    /// <summary>Nodes by the task that measures them.</summary>
    public IReadOnlyDictionary<string, List<TreeNode>> Sharing => _sharing;

    /// <summary>Why nodes are not run alone, by id.</summary>
    public IReadOnlyDictionary<string, string> Failures => _failures;

    /// <inheritdoc/>
    public void Dispose()
    {
        _captured.Dispose();
        foreach (torch.Tensor tensor in _made)
            tensor.Dispose();
    }

    private void Plan(TreeNode node, CountedPass pass, Dictionary<string, int> calls, ModelDevice device)
    {
        Operator? op = pass.Full.OperatorOf(node);
        string key = KeyOf(node, op);
        if (_sharing.TryGetValue(key, out List<TreeNode>? same))
        {
            same.Add(node);
            return;
        }

        Action? work = op is { IsModule: false } ? FunctionRuns.Of(op, device, _made) : ModuleRun(node, calls);
        if (work is null)
        {
            _failures.Add(node.Id, op is { IsModule: false } ? "a function that is not run alone: it is part of its module"
                : "nobody calls it: its members are called one by one");
            return;
        }

        if (WhyNot(Run) is { } reason)
        {
            _failures.Add(node.Id, $"it cannot run alone: {reason}");
            return;
        }

        _sharing.Add(key, [node]);
        _tasks.Add(new MeasuredTask(key, Run));

        void Run()
        {
            using IDisposable noGradients = torch.no_grad();
            using DisposeScope scope = torch.NewDisposeScope();
            work();
            device.Synchronize();
        }
    }

    private Action? ModuleRun(TreeNode node, Dictionary<string, int> calls) => calls.TryGetValue(node.Scope.Path, out int index)
        ? ModelInvocation.Again(_captured.Calls[index].Module, _captured.Calls[index].Inputs)
        : null;

    private static string? WhyNot(Action run)
    {
#pragma warning disable CA1031 // Code of the program, run out of its turn: whatever it throws is a reason to leave this module out.
        try
        {
            run();
            return null;
        }
        catch (Exception error)
        {
            return error.Message.Split('\n')[0];
        }
#pragma warning restore CA1031
    }

    // What computes the same costs the same: its class, what it reads, makes, counts, and what it is made of.
    private static string KeyOf(TreeNode node, Operator? op)
    {
        NodeDetails details = node.Details!;
        string parts = string.Join(',', node.SelfAndDescendants().Select(part => part.InstanceType));
        string shapes = string.Join(',', node.SelfAndDescendants().SelectMany(part => part.Details?.Inputs ?? [])
            .Select(shape => string.Join('x', shape)));
        string attributes = op is null ? "" : string.Join(',', op.Attributes.Items.Select(item =>
            $"{item.Name}={(item.Value is long[] list ? string.Join('x', list) : item.Value)}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{node.InstanceType} {details.Parameters} {details.Flops} {details.Bytes} {parts} {shapes} {attributes}");
    }
}
