using JouleTree.Core.Serving;
using JouleTree.Graphs;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Products;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Serving;

/// <summary>A served network's quantities from graphs of its phases.</summary>
/// <param name="decode">A decode step of one item behind a long past, with fused attentions and an output layer.</param>
/// <param name="prefill">A prompt of one item, likewise.</param>
internal sealed class GraphNetwork(Graph decode, Graph prefill)
{
    private const string Attention = "ScaledDotProductAttention";
    private const string Experts = "Experts";
    private const string Scan = "StateSpaceScan";

    // Engines keep the states of a recurrence in float32 and the columns of its convolution in what flows.
    private const double StateBytesPerNumber = 4;
    private const double ColumnBytesPerNumber = 2;

    /// <summary>The quantities.</summary>
    /// <exception cref="Core.Errors.InputException">The network is none that writes text token by token.</exception>
    public ServedNetwork Read()
    {
        Operator head = decode.Operators.Last(op => op.Type == "Linear");
        Tensor headWeight = head.Parameters.First();
        HashSet<Tensor> seen = [headWeight.Storage];
        double parameters = 0;
        double bytes = 0;
        foreach (Operator op in decode.Operators)
        {
            OperatorFamily? family = OperatorFamilies.Find(op.Type);
            for (int index = 0; index < op.Inputs.Count; index++)
            {
                Tensor tensor = op.Inputs[index];
                bool isLookedUp = family?.ActiveElements(op, index) == 0;
                if (tensor.Role != TensorRole.Parameter || isLookedUp || family?.IsRouted(op, index) == true || !seen.Add(tensor.Storage))
                    continue;
                parameters += tensor.Storage.Elements;
                bytes += tensor.Storage.Bytes;
            }
        }

        int layers = Layers;
        int scans = decode.Operators.Count(op => op.Type == Scan);
        return new ServedNetwork
        {
            Name = decode.ModelName,
            Layers = layers,
            // A block of one mixer has one sum, an ordinary one that of its attention and that behind it.
            AllReduces = scans > 0 ? layers : 2 * layers,
            StateSpaceLayers = scans,
            HiddenWidth = (int)head.Inputs[0].Shape![^1],
            VocabularySize = (int)head.Outputs[0].Shape![^1],
            DenseParameters = parameters,
            DenseBytes = bytes,
            HeadParameters = headWeight.Storage.Elements,
            HeadBytes = headWeight.Storage.Bytes,
            StoredBytes = decode.StoredTensors.Where(tensor => tensor.Role == TensorRole.Parameter).Concat(decode.UnusedParameters)
                .Distinct().Sum(tensor => (double)tensor.Bytes),
            Experts = ReadExperts(),
            Kept = [.. ReadKept()],
            StateBytes = decode.Inputs.Sum(input => input.Name.EndsWith(".ssm_state", StringComparison.Ordinal)
                ? StateBytesPerNumber * input.Elements
                : input.Name.EndsWith(".conv_state", StringComparison.Ordinal) ? ColumnBytesPerNumber * input.Elements : 0),
            Types = Types,
        };
    }

    private int Layers => decode.Modules.Where(module => module.IsList)
        .Max(list => decode.Modules.Count(module => module.Scope != Graph.RootScope && module.Scope.Parent == list.Scope));

    // Those of experts, or those of which a dense network has the most.
    private string Types => decode.Operators.FirstOrDefault(op => op.Type == Experts) is { } experts
        ? TypesOf(experts.Parameters.First())
        : decode.Operators.Where(op => op.Type == "Linear").SelectMany(op => op.Parameters).GroupBy(TypesOf)
            .MaxBy(alike => alike.Sum(tensor => (double)tensor.Elements))!.Key;

    private static string TypesOf(Tensor tensor) => (tensor.Format, tensor.Type) switch
    {
        ({ Value: DataType.Float8E4M3FN or DataType.Float8E5M2 }, _) => "float8",
        ({ IsWide: false } narrow, _) => narrow.Name.Split(':')[0],
        (_, DataType.Float16) => "bfloat16",
        _ => tensor.Type.ToName(),
    };

    private ServedExperts? ReadExperts()
    {
        Operator[] all = [.. decode.Operators.Where(op => op.Type == Experts)];
        if (all.Length == 0)
            return null;
        Operator first = all[0];
        ExpertsForm form = ExpertsForm.Of(first.Inputs, first.Attributes);
        Tensor[] weights = [.. first.Parameters];
        return new ServedExperts
        {
            Layers = all.Length,
            Count = (int)form.Experts,
            Chosen = (int)first.Inputs[1].Shape![^1],
            Width = (int)form.Hidden,
            Parameters = weights.Sum(weight => (double)weight.Elements) / form.Experts,
            Bytes = weights.Sum(weight => (double)weight.Bytes) / form.Experts,
            HasShared = decode.Operators.Any(op => op.Scope.Path.Contains(".shared_expert", StringComparison.Ordinal)),
            Kernel = KernelOf(weights[0]),
        };
    }

    private static ExpertKernel KernelOf(Tensor weight) => weight.Format switch
    {
        { Bits: < 8 } => ExpertKernel.Unpacked,
        { Bits: 8, BlockRows: > 1 } => ExpertKernel.Blocks,
        _ => ExpertKernel.Plain,
    };

    private IEnumerable<KeptKeys> ReadKept()
    {
        Operator[] prompts = [.. prefill.Operators.Where(op => op.Type == Attention)];
        return decode.Operators.Where(op => op.Type == Attention).Select((op, index) => ReadKept(op, prompts[index]))
            .GroupBy(kept => kept).Select(alike => alike.Key with { Layers = alike.Count() });
    }

    private KeptKeys ReadKept(Operator step, Operator prompt)
    {
        bool isLatent = step.Attributes.Integer("latent") == 1;
        TensorShape query = step.Inputs[0].Shape!;
        TensorShape key = step.Inputs[1].Shape!;
        // New keys and values, and behind them those of earlier tokens.
        (Tensor keys, Tensor values) = (step.Inputs[3], step.Inputs[4]);
        long tokens = keys.Shape![2];
        TensorShape asked = prompt.Inputs[0].Shape!;
        return new KeptKeys
        {
            Layers = 1,
            BytesPerToken = (keys.Bytes + (double)values.Bytes) / tokens,
            Heads = isLatent ? 1 : (int)key[1],
            Window = tokens < decode.Workload.PastLength ? (int)tokens + 1 : null,
            DecodeFlops = 2.0 * query[1] * (query[3] + (isLatent ? key[3] : values.Shape![3])),
            PrefillFlops = 2.0 * asked[1] * (asked[3] + prompt.Inputs[2].Shape![3]),
        };
    }
}
