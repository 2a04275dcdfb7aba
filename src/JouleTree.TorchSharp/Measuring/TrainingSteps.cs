using JouleTree.Core.Trees;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Passes;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Runs steps of training, and reads clock and meter between their phases.</summary>
/// <param name="meter">The meter.</param>
/// <param name="machine">Clock and counters.</param>
/// <param name="model">The model.</param>
/// <param name="forward">Calls the model, and gives the loss.</param>
/// <param name="optimizer">The optimiser.</param>
internal sealed class TrainingSteps(
    IEnergyMeter meter, Machine machine, torch.nn.Module model, Func<torch.Tensor> forward, torch.optim.Optimizer optimizer)
{
    // Steps in which the nodes of autograd are followed; what that costs is not in the phases' own figures.
    private const int FollowedSteps = 9;
    private const int Phases = 3;

    /// <summary>Measures.</summary>
    public (ModelTree Tree, IReadOnlyList<string> Remarks) Run(ProfileSettings settings, CancellationToken cancellation)
    {
        ModelDevice device = ModelDevice.Of(model);
        CountedPass counted = CountedPass.Of(model, () => forward().Dispose(), settings.Pass);
        PassOrder order = new(counted.Roots);
        MeasuringOptions measuring = settings.Measuring;
        for (int step = 0; step < measuring.WarmUpRuns; step++)
            Step(device, null);
        List<MeterMark[]> steps = [];
        long start = machine.Clock.GetTimestamp();
        while (steps.Count < measuring.Rounds
            || (measuring.Budget is { } budget && machine.Clock.GetElapsedTime(start) < budget))
        {
            cancellation.ThrowIfCancellationRequested();
            MeterMark[] marks = new MeterMark[Phases + 1];
            Step(device, phase => marks[phase] = meter.Mark());
            steps.Add(marks);
        }

        List<double[]> calls = [];
        List<double[]> nodes = [];
        for (int step = 0; step < FollowedSteps && DispatchObserver.WhyNot is null; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Follow(device, counted, order, calls, nodes);
        }

        TrainingTree tree = new(counted, order, meter, machine.Clock, steps, calls, nodes);
        List<string> remarks = [.. counted.Remarks];
        if (DispatchObserver.WhyNot is { } reason)
            remarks.Add($"backward is not divided among modules: {reason}");
        return (tree.Of(settings), remarks);
    }

    private void Step(ModelDevice device, Action<int>? mark)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        optimizer.zero_grad();
        device.Synchronize();
        mark?.Invoke(0);
        torch.Tensor loss = forward();
        device.Synchronize();
        mark?.Invoke(1);
        loss.backward();
        device.Synchronize();
        mark?.Invoke(2);
        optimizer.step();
        device.Synchronize();
        mark?.Invoke(Phases);
    }

    private void Follow(ModelDevice device, CountedPass counted, PassOrder order, List<double[]> calls, List<double[]> nodes)
    {
        PassClock clock = new(order.Modules, order.Depths, null, machine.Clock, device);
        using (ModuleHooks hooks = ModuleHooks.Attach(counted.Modules.Distinct, clock))
            Step(device, null);
        calls.AddRange(clock.Passes);
        BackwardTimes times = new(order, machine.Clock);
        double seconds = 0;
        using (ModuleHooks hooks = ModuleHooks.Attach(counted.Modules.Distinct, times))
        using (DispatchObserver observer = DispatchObserver.Begin(times)!)
        {
            long began = 0;
            Step(device, phase =>
            {
                if (phase == 1)
                    began = machine.Clock.GetTimestamp();
                else if (phase == 2)
                    seconds = machine.Clock.GetElapsedTime(began).TotalSeconds;
            });
            observer.ThrowFailure();
        }

        // Shares of the phase, which took longer for being followed.
        nodes.Add([.. times.Inclusive().Select(own => own / seconds)]);
    }
}
