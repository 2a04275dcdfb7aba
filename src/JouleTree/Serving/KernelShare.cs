using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Serving;

namespace JouleTree.Serving;

/// <summary>What single kernels of a deployment's GPU tell of its step, so that its answer and theirs can be told apart.</summary>
internal sealed class KernelShare
{
    private readonly ServingAnswer _answer;
    private readonly StepKernels _step;

    private KernelShare(ServingAnswer answer, KernelProfile profile, StepKernels step) =>
        (_answer, Profile, _step) = (answer, profile, step);

    /// <summary>The kernels.</summary>
    public KernelProfile Profile { get; }

    /// <summary>What it says.</summary>
    public string Remark
    {
        get
        {
            ServingEstimate estimate = _answer.Estimate;
            double requests = _answer.Deployment.Requests;
            double joules = _answer.Deployment.Gpus * _step.Mean.Joules.All / requests;
            return string.Create(CultureInfo.InvariantCulture,
                $"kernels alone ({Profile.Name}, {Profile.Sheet.Software}): {1e3 * _step.Decode.Seconds.All:G3} ms of the "
                + $"{1e3 * estimate.InterTokenSeconds:G3} ms between tokens, and with prompts {joules:G3} J of the "
                + $"{estimate.JoulesPerToken:G3} J a token, metered while they were repeated, which draws less; this answer is of whole "
                + $"deployments ({_answer.Profile.Software}): launches, host, links and prompts are in it");
        }
    }

    /// <summary>What they tell of an answer; null where none of its GPU ship, or they do not tell its types.</summary>
    /// <param name="answer">The answer.</param>
    public static KernelShare? Of(ServingAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Profile.Scaled is not null || ShippedKernelProfiles.OnCard(answer.Profile.Gpu.Name) is not { } profile)
            return null;
        try
        {
            return new KernelShare(answer, profile, StepKernels.Of(answer.Model, answer.Deployment, profile));
        }
        catch (InputException)
        {
            // Kernels of such types were not measured: the deployment is told all the same.
            return null;
        }
    }
}
