using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Results;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Kernels;

/// <summary>A pass of a model on one GPU, estimated from the kernels that an engine of serving starts for it.</summary>
internal static class KernelEstimates
{
    private const int MostNotes = 4;

    /// <summary>The estimate of a model for a workload.</summary>
    /// <param name="source">An architecture, or a network of a file.</param>
    /// <param name="workload">What it is built for; types that it does not say are those in which it is published, else bfloat16.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="InputException">
    /// The model cannot take the workload, a whole answer is asked for, or types were neither measured nor can be scaled to.
    /// </exception>
    public static Estimate Of(
        ModelSource source, Workload workload, ConfigFields? changes, KernelProfile profile, EstimateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(profile);
        if (workload.AnswerLength is not null)
            throw new InputException(new InputPlace(Argument: nameof(Workload.AnswerLength)),
                $"`{nameof(Workload.AnswerLength)}`: {profile.Name} tells one pass of a prompt or of a decode step, not whole answers");
        Graph graph = Build(source, workload, changes);
        if (graph.MissingWeights is { } missing)
            throw missing.In(source.Name);
        GraphView view = GraphView.Full(graph);
        KernelCosts costs = KernelCosts.Of(KernelSchedule.Of(graph), profile);
        double level = profile.Models[0].Parts.Level;
        Dictionary<string, KernelSum> sums = new(StringComparer.Ordinal);
        ModelTree tree = view.Tree with { Root = view.Tree.Root.Rebuild(node => Filled(node, view, costs, level, sums)) };
        KernelSum whole = sums[tree.Root.Id];
        if (!(whole.Joules > 0))
            throw new InputException($"nothing of {source.Name} is work for a GPU");
        string[] outside = [.. Notes(costs, graph).Distinct()];
        List<EstimateRemark> remarks =
        [
            .. view.Uncounted.Select(one => new EstimateRemark(EstimateRemarkKind.NotCounted, Estimate.NotCounted(one))),
            .. graph.IsFromFile ? [] : graph.Notes.Select(note => new EstimateRemark(EstimateRemarkKind.Configuration, note)),
        ];
        if (whole.UnmeasuredJoules > 0)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.Analogies, string.Create(CultureInfo.InvariantCulture,
                $"{100 * whole.UnmeasuredJoules / whole.Joules:0} % of the joules are of work that was not measured (normalisation, "
                + $"element-wise work, embeddings): by bandwidth alone")));
        if (outside.Length > 0)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.OutsideRange, Joined(outside)));
        if (graph.Operators.SelectMany(costs.Of).Any(cost => cost.Call is { Shape: GemmShape, Types: KernelTypes.Fp8Block }))
            remarks.Add(new EstimateRemark(EstimateRemarkKind.Analogies, "products in blocks of 8 bits hold the time of their host, which "
                + "was measured with them; deployments start them in graphs of kernels, which do not wait for it"));
        remarks.Add(new EstimateRemark(EstimateRemarkKind.Analogies,
            $"{costs.Starts} kernels run one after the other on one card; what a deployment has beside (scheduler, drawing, gaps, links) "
            + "is not in" + Deployments(profile)));
        return Estimate.OfPredicted(
            profile.Name, WithNotes(tree, outside), outside.Length == 0 && view.Uncounted.Count == 0, remarks, options);
    }

    // Who asks for a step may mean what a deployment pays for it.
    private static string Deployments(KernelProfile profile)
    {
        string[] served = [.. ShippedServingProfiles.Names.Where(name => profile.IsOf(ShippedServingProfiles.Find(name)!.Gpu.Name))];
        return served.Length == 0 ? ""
            : $": {string.Join(", ", served)} {Amount.Do(served.Length, "tells", "tell")} whole deployments on this card";
    }

    // Engines keep no float32 where a model is published in less, and run attentions as one kernel where these are known so.
    private static Graph Build(ModelSource source, Workload workload, ConfigFields? changes)
    {
        if (source.Kind != ModelKind.Architecture)
            return source.Build(workload, changes);
        Workload served = workload with { Numbers = ServedTypes.Of(workload.Numbers, workload.FloatType) };
        try
        {
            return source.Build(served with { Attention = AttentionForm.Fused }, changes);
        }
        catch (InputException error) when (error.Place.Argument == nameof(Workload.Attention)
            && workload.Attention != AttentionForm.Fused)
        {
            return source.Build(served, changes);
        }
    }

    private static TreeNode Filled(
        TreeNode node, GraphView view, KernelCosts costs, double level, Dictionary<string, KernelSum> sums)
    {
        KernelSum sum = new();
        List<string> notes = [];
        foreach (TreeNode child in node.Children)
            sum.Add(sums[child.Id]);
        if (view.OperatorOf(node) is { } op)
        {
            foreach (KernelCost cost in costs.Of(op))
            {
                sum.Add(cost);
                notes.AddRange(cost.Estimate.Notes ?? []);
                if (cost.Call.Note is { } note)
                    notes.Add(note);
                if (cost.Estimate.Swings)
                    notes.Add("the meter's power of such kernels swings between two levels");
                if (cost.Call.Shares.Count > 1)
                    notes.Add($"one kernel with {cost.Call.Shares.Count - 1} others");
            }
        }

        sums[node.Id] = sum;
        (double energy, double time) = (sum.EnergyFactor, sum.TimeFactor);
        return node.With(NodeColumn.PredictedEnergy, sum.Joules) with
        {
            Details = (node.Details ?? new NodeDetails()) with
            {
                Prediction = new PredictionDetails
                {
                    Joules = sum.Joules,
                    Low = sum.Joules / energy,
                    High = sum.Joules * energy,
                    Level = level,
                    Seconds = sum.Seconds,
                    SecondsLow = sum.Seconds / time,
                    SecondsHigh = sum.Seconds * time,
                    Terms = sum.Joules > 0 ? sum.Terms : null,
                    Notes = notes.Count > 0 ? [.. notes.Distinct()] : null,
                },
            },
        };
    }

    private static IEnumerable<string> Notes(KernelCosts costs, Graph graph) => graph.Operators.SelectMany(costs.Of)
        .Where(cost => cost.Call.Shape is not null)
        .SelectMany(cost => (cost.Estimate.Notes ?? []).Concat(cost.Call.Note is { } note ? [note] : []));

    private static string Joined(string[] notes) => string.Join("; ", notes.Take(MostNotes))
        + (notes.Length > MostNotes ? $"; and {notes.Length - MostNotes} more (column notes)" : "");

    private static ModelTree WithNotes(ModelTree tree, string[] notes)
    {
        PredictionDetails whole = tree.Root.Details!.Prediction!;
        return tree with
        {
            Root = tree.Root with
            {
                Details = tree.Root.Details with { Prediction = whole with { Notes = notes.Length > 0 ? notes : null } },
            },
        };
    }
}
