using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Serving;
using JouleTree.Graphs;
using JouleTree.Kernels;

namespace JouleTree.Serving;

/// <summary>
/// The kernels that one GPU of a deployment runs in a step, added up: a decode step alone, and one in the mean, prompts in.
/// </summary>
/// <remarks>
/// A mean step is, by the chance that requests begin in it, one that reads their prompts beside: products and experts take the rows of
/// both at once, as engines batch them, attentions stay apart. Products in blocks of 8 bits stand as plain ones, scaled from bfloat16:
/// measured alone they wait for their host, which graphs of kernels do not.
/// </remarks>
internal sealed record StepKernels
{
    /// <summary>
    /// Exponent of the power law of experts' loads: texts are alike, so a step goes to fewer experts than even chances would. With it
    /// deployments of 8 and 16 requests miss alike, with even loads one is met and the other missed by half.
    /// </summary>
    public const double Skew = 1.01;

    /// <summary>A step in which no request begins.</summary>
    public required KernelTotals Decode { get; init; }

    /// <summary>A step in the mean, prompts in.</summary>
    public required KernelTotals Mean { get; init; }

    /// <summary>Adds them up.</summary>
    /// <param name="model">What is served.</param>
    /// <param name="deployment">How; its numbers make sense.</param>
    /// <param name="profile">The kernels.</param>
    /// <exception cref="Core.Errors.InputException">Types were neither measured nor can be scaled to.</exception>
    public static StepKernels Of(ServedModel model, ServingDeployment deployment, KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(profile);
        int copies = deployment.DataParallel;
        int requests = Count(deployment.Requests / copies);
        int kept = Count(deployment.Position);
        Graph decode = model.Decode(requests, kept, Skew);
        KernelDivision division = KernelDivision.Of(decode, deployment.TensorParallel, copies);
        IReadOnlyList<KernelCall> calls = KernelSchedule.Of(decode, division);
        KernelTotals alone = KernelTotals.Of(calls, profile);
        double beginning = deployment.Admissions / copies;
        double chance = 1 - Math.Exp(-beginning);
        if (chance < 1e-6 || deployment.ComputedPrompt < 1)
            return new StepKernels { Decode = alone, Mean = alone };
        double burst = beginning / chance;
        Graph prompt = model.Prompt(Count(deployment.ComputedPrompt));
        Graph both = model.Decode(requests + Count(burst * deployment.ComputedPrompt), kept, Skew);
        Operator head = HeadOf(both);
        // Rows of prompts go through products and experts with those of answers, but not through the output layer.
        KernelTotals mixed =
            KernelTotals.Of([.. KernelSchedule.Of(both, KernelDivision.Of(both, division.Gpus, copies))
                .Where(call => TakesAllRows(call) && call.Shares.All(share => share.Operator != head))], profile)
            + KernelTotals.Of([.. calls.Where(call => !TakesAllRows(call) || call.Shares.Any(share => share.Operator == HeadOf(decode)))],
                profile)
            + (burst * KernelTotals.Of([.. KernelSchedule.Of(prompt, KernelDivision.Of(prompt, division.Gpus, copies))
                .Where(call => !TakesAllRows(call))], profile));
        return new StepKernels { Decode = alone, Mean = ((1 - chance) * alone) + (chance * mixed) };
    }

    private static bool TakesAllRows(KernelCall call) => call.Shape?.Kind is KernelKind.Gemm or KernelKind.Experts;

    private static Operator HeadOf(Graph graph) => graph.Operators.Last(op => op.Type == "Linear");

    private static int Count(double number) => Math.Max(1, (int)Math.Round(number));
}
