using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Hooks;
using JouleTree.TorchSharp.Recording;
using TorchSharp;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Runs steps of training, and reads clock and meter between their phases.</summary>
/// <param name="meter">The meter.</param>
/// <param name="machine">Clock and counters.</param>
/// <param name="model">The model.</param>
/// <param name="work">What a step is.</param>
internal sealed class TrainingSteps(IEnergyMeter meter, Machine machine, torch.nn.Module model, TrainingWork work)
{
    // Steps in which the nodes of autograd are followed; what that costs is not in the phases' own figures.
    private const int FollowedSteps = 9;
    private const int Phases = 3;

    /// <summary>Measures.</summary>
    public MeasuredTraining Run(ModuleProfileOptions options, CancellationToken cancellation)
    {
        ModelDevice device = ModelDevice.Of(model);
        CountedPass counted = CountedPass.Of(model, () => work.Loss().Dispose(), options.Workload);
        PassOrder order = new(counted.Roots);
        MeasuringOptions measuring = options.ToMeasuring(0);
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

        List<double[]> forward = [];
        List<double[]> backward = [];
        for (int step = 0; step < FollowedSteps && DispatchObserver.WhyNot is null; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Follow(device, counted, order, forward, backward);
        }

        TrainingTree tree = new(counted, order, meter, machine.Clock, steps, forward, backward);
        List<string> remarks = [.. counted.Remarks];
        if (DispatchObserver.WhyNot is { } reason)
            remarks.Add($"backward is not divided among modules: {reason}");
        return new MeasuredTraining(tree.Of(options), work.Samples, remarks);
    }

    private void Step(ModelDevice device, Action<int>? mark)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        work.Optimizer.zero_grad();
        device.Synchronize();
        mark?.Invoke(0);
        torch.Tensor loss = work.Loss();
        device.Synchronize();
        mark?.Invoke(1);
        loss.backward();
        device.Synchronize();
        mark?.Invoke(2);
        work.Optimizer.step();
        device.Synchronize();
        mark?.Invoke(Phases);
    }

    private void Follow(ModelDevice device, CountedPass counted, PassOrder order, List<double[]> forward, List<double[]> backward)
    {
        PassClock clock = new(order.Modules, order.Depths, null, machine.Clock, device);
        using (ModuleHooks hooks = ModuleHooks.Attach(counted.Modules.Distinct, clock))
            Step(device, null);
        forward.AddRange(clock.Passes);
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
        backward.Add([.. times.Inclusive().Select(own => own / seconds)]);
    }
}
