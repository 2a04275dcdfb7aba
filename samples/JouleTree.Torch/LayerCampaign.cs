using System.Runtime.InteropServices;
using JouleTree.Core.Errors;
using JouleTree.Metering.Meters;
using JouleTree.TorchSharp;

namespace JouleTree.Torch;

/// <summary>Runs a plan of <c>jouletree collect</c> that says <c>engine: torch</c>: what a predictor of layers is trained on.</summary>
internal static class LayerCampaign
{
    private const int Done = 0;
    private const int Failed = 2;
    private const int NoMeter = 3;
    private const int Cancelled = 130;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs it until its end or an interrupt, after which it can be resumed.</summary>
    /// <param name="plan">Path of the plan.</param>
    /// <param name="folder">Folder of the journal and the results.</param>
    /// <param name="resume">Continue the journal that is in the folder.</param>
    /// <param name="tell">Told what was done, and what is wrong.</param>
    /// <returns>The exit code, as <c>jouletree collect</c> has it.</returns>
    public static int Run(string plan, string folder, bool resume, Action<string> tell)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            TorchCampaign campaign = TorchCampaign.Collect(plan, folder, resume, progress: Rarely(tell), cancellation: stop.Token);
            tell($"{campaign.Measured} measured, {campaign.Skipped} were there before, {campaign.Failed.Count} failed, "
                + $"{campaign.Left} left");
            foreach (string failed in campaign.Failed)
                tell($"failed: {failed}");
            foreach ((string file, int lines) in campaign.Files)
                tell($"wrote {Path.Combine(folder, file)}: {lines} lines");
            if (campaign.Interruption is { } interruption)
                tell($"{interruption}; continue with `resume`");
            return campaign.IsCancelled ? Cancelled : campaign.Interruption is null && campaign.Failed.Count == 0 ? Done : Failed;
        }
        catch (InputException error)
        {
            tell(error.Message);
            return Failed;
        }
        catch (MeterUnavailableException error)
        {
            tell(error.Message);
            return NoMeter;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static Action<string> Rarely(Action<string> tell)
    {
        long last = 0;
        return message =>
        {
            if (last != 0 && TimeProvider.System.GetElapsedTime(last) < TellEvery)
                return;
            last = TimeProvider.System.GetTimestamp();
            tell(message);
        };
    }
}
