using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language;

/// <summary>
/// Mixtures of experts (Shazeer et al., 2017): a router gives each token some of many gated layers, and adds up what they make.
/// </summary>
internal static class ExpertsBlock
{
    /// <summary>What the routed experts make of each token: a layer of the router's name, and <c>experts</c>.</summary>
    /// <param name="net">The network.</param>
    /// <param name="config">The mixture.</param>
    /// <param name="x">Tokens [batch, length, size].</param>
    public static Tensor Routed(GraphBuilder net, ExpertsConfig config, Tensor x)
    {
        TensorShape shape = x.Shape!;
        Tensor rows = net.Reshape(x, shape[0] * shape[1], shape[2]);
        Tensor results = net.Linear(config.Router, rows, config.Stored.Experts, config.RouterBias);
        (Tensor chosen, Tensor weights) = Choice(net, config, results);
        return net.Experts("experts", x, chosen, Weighed(net, config, weights), config.Stored);
    }

    private static (Tensor Chosen, Tensor Weights) Choice(GraphBuilder net, ExpertsConfig config, Tensor results)
    {
        if (config.Scoring is ExpertScoring.SoftmaxOfChosen or ExpertScoring.SigmoidOfChosen)
        {
            (Tensor largest, Tensor positions) = net.TopK(results, config.Chosen);
            return (positions, config.Scoring == ExpertScoring.SoftmaxOfChosen ? net.Softmax(largest) : net.Call("Sigmoid", [largest]));
        }

        Tensor scores = config.Scoring == ExpertScoring.Softmax ? net.Softmax(results) : net.Call("Sigmoid", [results]);
        Tensor judged = config.IsCorrected ? net.Add(scores, Correction(net, config)) : scores;
        if (config.Groups > 1)
            judged = OfBestGroups(net, config, judged);
        (Tensor best, Tensor chosen) = net.TopK(judged, config.Chosen);
        return (chosen, config.IsCorrected
            ? net.Call("GatherElements", [scores, chosen], new OperatorAttributes(("axis", 1L)))
            : best);
    }

    private static Tensor Correction(GraphBuilder net, ExpertsConfig config) =>
        net.Stored(net.Scope.Child(config.Router), "e_score_correction_bias", new TensorShape(config.Stored.Experts));

    /// <summary>Scores [tokens, experts] with those of all but a token's best groups made 0.</summary>
    private static Tensor OfBestGroups(GraphBuilder net, ExpertsConfig config, Tensor judged)
    {
        (long tokens, long experts) = (judged.Shape![0], judged.Shape[1]);
        Tensor grouped = net.Reshape(judged, tokens, config.Groups, experts / config.Groups);
        Tensor groups = config.IsCorrected
            ? net.Reduce("ReduceSum", net.TopK(grouped, 2).Values, 2)
            : net.Reduce("ReduceMax", grouped, 2);
        Tensor best = net.TopK(groups, config.ChosenGroups).Positions;
        Tensor marks = net.Call("OneHot", [best], new OperatorAttributes(("axis", -1L), ("depth", (long)config.Groups)));
        DataType type = net.Workload.FloatType;
        Tensor mask = net.Reduce("ReduceSum", type == marks.Type ? marks : net.Cast(marks, type), 1);
        Tensor each = net.Expand(net.Reshape(mask, tokens, config.Groups, 1), tokens, config.Groups, experts / config.Groups);
        return net.Mul(judged, net.Reshape(each, tokens, experts));
    }

    private static Tensor Weighed(GraphBuilder net, ExpertsConfig config, Tensor weights)
    {
        if (config.Normalises)
        {
            Tensor sum = net.Reduce("ReduceSum", weights, 1, keeps: true);
            weights = net.Call("Div", [weights, config.SumEpsilon > 0 ? net.WithScalar("Add", sum, config.SumEpsilon) : sum]);
        }

        return config.Scale == 1 ? weights : net.WithScalar("Mul", weights, config.Scale);
    }
}
