using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Measurement.Collecting;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Collecting.Plans.Reading;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.TorchSharp.Collecting;
using JouleTree.TorchSharp.Measuring;

namespace JouleTree.TorchSharp;

/// <summary>
/// What a campaign measured on PyTorch's kernels: a plan of <c>jouletree collect</c> that says <c>engine: torch</c>
/// (docs/collecting.md), run into a journal that survives interruptions, for predictors of layers. On the processor.
/// </summary>
/// <example>
/// <code>
/// TorchCampaign campaign = TorchCampaign.Collect("layers.plan.yaml", "campaign", resume: true, progress: Console.WriteLine);
/// Console.WriteLine($"{campaign.Measured} measured, {campaign.Left} left, {campaign.Files["layers.jsonl"]} layers");
/// </code>
/// </example>
public sealed class TorchCampaign
{
    private TorchCampaign(CampaignSummary summary, IReadOnlyDictionary<string, int> files)
    {
        (Measured, Skipped, Left, Interruption) = (summary.Measured, summary.Skipped, summary.Left, summary.Interruption);
        Failed = [.. summary.Failed.Select(one => $"{one.Workload}: {one.Reason ?? "in an earlier run"}")];
        Files = files;
    }

    /// <summary>Workloads measured in this run, those that failed included.</summary>
    public int Measured { get; }

    /// <summary>Workloads that earlier runs had finished, failures included.</summary>
    public int Skipped { get; }

    /// <summary>Workloads still to be measured.</summary>
    public int Left { get; }

    /// <summary>Workloads that failed, those of earlier runs included, each with the reason where this run saw it.</summary>
    public IReadOnlyList<string> Failed { get; }

    /// <summary>Why it ended before its end, such as a meter that vanished; null where it did not.</summary>
    public string? Interruption { get; }

    /// <summary>It was cancelled.</summary>
    public bool IsCancelled => Interruption == Campaign.Cancelled;

    /// <summary>Files of results in the folder with their lines, such as <c>layers.jsonl</c>; empty where nothing was measured.</summary>
    public IReadOnlyDictionary<string, int> Files { get; }

    /// <summary>Measures what a journal does not have yet of a plan, and writes its results beside it.</summary>
    /// <param name="plan">Path of the plan: <c>engine: torch</c> with <c>layers</c> and <c>networks</c>.</param>
    /// <param name="folder">Folder of the journal and the results; made where it is not there.</param>
    /// <param name="resume">Continue a journal that is in the folder; else it is refused.</param>
    /// <param name="retryFailed">With <paramref name="resume"/>, try workloads again that failed.</param>
    /// <param name="progress">Told where it stands, on the thread that measures; null for nobody.</param>
    /// <param name="cancellation">
    /// Stops between two measured intervals; the workload in flight is lost, everything before is written.
    /// </param>
    /// <returns>What was done. A workload that PyTorch refuses is in the journal with the reason; the rest goes on.</returns>
    /// <exception cref="InputException">
    /// The plan cannot be read, is wrong, is for another engine, or has an operator that is not run here; the folder has a journal that is
    /// not to be resumed, of another engine, or in use; a file cannot be written; or PyTorch's library does not load.
    /// </exception>
    /// <exception cref="MeterUnavailableException">The plan's meter is not available.</exception>
    public static TorchCampaign Collect(
        string plan, string folder, bool resume = false, bool retryFailed = false, Action<string>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(plan);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        CollectionPlan read = PlanReader.Read(new InputFile(plan));
        read.Require(PlanEngine.Torch, "jouletree collect runs it, or write engine: torch to run its layers on PyTorch");
        CheckOperators(read, plan);
        MeterOptions meters = new() { WattsPerCore = read.WattsPerCore };
        Machine machine = Machine.OfThisProcess;
        using IEnergyMeter meter = MeterCatalog.Of(meters, machine).Open(read.Meter, meters, machine).Meter;
        using TorchWorkloads engine = new(meter, machine, TorchLibrary.WhyNot);
        using Journal journal = Journal.Open(folder, resume);
        CampaignSummary summary = new Campaign(read, journal, new WorkloadRunner(engine, read, []), machine.Clock).Run(
            new CampaignOptions { RetryFailed = retryFailed }, progress is null ? null : step => progress(TextOf(step)), cancellation);
        return new TorchCampaign(summary, journal.Known.Count > 0 ? CampaignResults.Write(folder) : new Dictionary<string, int>());
    }

    private static string TextOf(CampaignProgress step) => string.Create(CultureInfo.InvariantCulture,
        $"{step.Finished} of {step.Total}, about {step.Left.TotalSeconds:0} s left: {step.Message}");

    // Before anything is measured, and all at once, as whatever else is wrong with a plan.
    private static void CheckOperators(CollectionPlan plan, string file)
    {
        PlanErrors errors = new(file);
        foreach (PlannedWorkload workload in plan.Workloads)
        {
            if (NetworkRun.Unknown(workload.Build()) is { Count: > 0 } unknown)
                errors.Add(workload.Line, $"{workload}: {string.Join(", ", unknown)} is not run on PyTorch here: leave it out, or its "
                    + $"whole by whole: false");
        }

        errors.ThrowIfAny();
    }
}
