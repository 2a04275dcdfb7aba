using JouleTree.Core.Serving;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Serving;

/// <summary>
/// The energy of a decode step split over the tree of its modules, in joules for a token of an answer; what reading prompts adds is told
/// beside it.
/// </summary>
/// <remarks>
/// Each term goes to the operators that have its quantity, in proportion: arithmetic by operations, weights and experts by bytes, kept
/// keys to attentions and scans, routed rows to experts. What belongs to no operator stays with modules: sums over GPUs and the start of
/// kernels with the layers, what each request costs with the model. So a parent's joules are its children's and its own.
/// </remarks>
internal sealed class ServedTree
{
    // Of a number of a state: read and written back in float32.
    private const double StateTraffic = 8;

    private readonly GraphView _view;
    private readonly Dictionary<string, double[]> _shares = [];
    private readonly HashSet<Tensor> _seen = [];
    private readonly HashSet<string> _layers;
    private readonly double[] _joules;
    private readonly ServingEstimate _estimate;

    private ServedTree(GraphView view, double[] joules, ServingEstimate estimate)
    {
        (_view, _joules, _estimate) = (view, joules, estimate);
        TreeNode[] nodes = [.. view.Tree.Root.SelfAndDescendants()];
        TreeNode list = nodes.MaxBy(node => node.Children.Count(child => child.Kind == NodeKind.Module))!;
        _layers = [.. list.Children.Select(layer => layer.Id)];
        double[] sums = new double[joules.Length];
        foreach (TreeNode node in nodes)
        {
            double[] quantities = QuantitiesOf(node);
            _shares.Add(node.Id, quantities);
            for (int term = 0; term < sums.Length; term++)
                sums[term] += quantities[term];
        }

        foreach ((string id, double[] quantities) in _shares)
        {
            for (int term = 0; term < sums.Length; term++)
            {
                // What no node has a quantity of is the model's own.
                quantities[term] = sums[term] > 0 ? quantities[term] / sums[term] : id == view.Tree.Root.Id ? 1 : 0;
            }
        }
    }

    /// <summary>The split of a deployment's joules: those of its decode step over a tree, and those that prompts add.</summary>
    /// <param name="view">A decode step of one item at the deployment's position, with fused attentions and an output layer.</param>
    /// <param name="network">What is served.</param>
    /// <param name="deployment">How.</param>
    /// <param name="model">Prices.</param>
    public static (ModelTree Tree, double PromptJoules) Of(
        GraphView view, ServedNetwork network, ServingDeployment deployment, ServingModel model)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(model);
        ServingEstimate estimate = model.Estimate(network, deployment);
        double[] joules = new double[ServingTerms.All.Count];
        ServingTerms.Fill(ServingStep.WithoutPrompts(network, model.Taken(network, deployment)), joules);
        for (int term = 0; term < joules.Length; term++)
            joules[term] *= model.JoulePrices[term] / deployment.Requests;
        ServedTree split = new(view, joules, estimate);
        return (view.Tree with { Root = view.Tree.Root.Rebuild(split.Filled) }, estimate.PromptJoules);
    }

    private TreeNode Filled(TreeNode node)
    {
        double[] shares = _shares[node.Id];
        foreach (TreeNode child in node.Children)
        {
            double[] below = _shares[child.Id];
            for (int term = 0; term < shares.Length; term++)
                shares[term] += below[term];
        }

        Dictionary<string, double> terms = [];
        double joules = 0;
        for (int term = 0; term < shares.Length; term++)
        {
            double part = shares[term] * _joules[term];
            if (part <= 0)
                continue;
            string name = ServingPurposes.Names.Of(ServingTerms.All[term].Purpose);
            terms[name] = terms.GetValueOrDefault(name) + part;
            joules += part;
        }

        double factor = _estimate.HighJoulesPerToken / _estimate.JoulesPerToken;
        return node.With(NodeColumn.PredictedEnergy, joules) with
        {
            Details = (node.Details ?? new NodeDetails()) with
            {
                Prediction = new PredictionDetails
                {
                    Joules = joules,
                    Low = joules / factor,
                    High = joules * factor,
                    Level = _estimate.Level,
                    Terms = terms,
                    Notes = node.Kind == NodeKind.Model && _estimate.Notes.Count > 0 ? _estimate.Notes : null,
                },
            },
        };
    }

    private double[] QuantitiesOf(TreeNode node)
    {
        double[] quantities = new double[ServingTerms.All.Count];
        if (node.Kind == NodeKind.Model)
            Add(1, ServingTerms.Requests, ServingTerms.Beginnings, ServingTerms.Drawing);
        if (_layers.Contains(node.Id))
            Add(1, ServingTerms.FlowingRows, ServingTerms.AllReduces, ServingTerms.AllReduceRounds, ServingTerms.LinkBytes,
                ServingTerms.Layers, ServingTerms.PromptLayers);
        if (_view.OperatorOf(node) is not { } op)
            return quantities;
        Add(_view.CountsOf(node).Flops ?? 0, ServingTerms.Arithmetic, ServingTerms.TimedArithmetic);
        AddWeights(op);
        switch (op.Type)
        {
            case "ScaledDotProductAttention":
                Add(op.Inputs.Skip(3).Take(2).Sum(kept => (double)kept.Bytes), ServingTerms.KeptKeys);
                break;
            case "StateSpaceScan":
                Add(StateTraffic * op.Inputs[^1].Elements, ServingTerms.KeptKeys);
                Add(1, ServingTerms.StateSpacePrompts);
                break;
            case "Experts":
                Add(1, ServingTerms.RoutedRows, ServingTerms.ExpertLayers, ServingTerms.SharedExpertLayers);
                break;
            default:
                break;
        }

        return quantities;

        void Add(double quantity, params ServingTerm[] terms)
        {
            foreach (ServingTerm term in terms)
                quantities[ServingTerms.IndexOf(term)] += quantity;
        }

        void AddWeights(Operator reader)
        {
            OperatorFamily? family = OperatorFamilies.Find(reader.Type);
            for (int index = 0; index < reader.Inputs.Count; index++)
            {
                Tensor tensor = reader.Inputs[index];
                if (tensor.Role != TensorRole.Parameter || family?.ActiveElements(reader, index) == 0 || !_seen.Add(tensor.Storage))
                    continue;
                if (family?.IsRouted(reader, index) == true)
                    Add(tensor.Bytes, ServingTerms.ExpertWeights, ServingTerms.Unpacking);
                else
                    Add(tensor.Storage.Bytes, ServingTerms.Weights);
            }
        }
    }
}
