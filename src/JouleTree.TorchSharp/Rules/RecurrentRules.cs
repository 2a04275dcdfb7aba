using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Rules;

/// <summary>Recurrent layers: one operator for each layer and direction.</summary>
internal static class RecurrentRules
{
    /// <summary>
    /// The layers of <c>lstm</c>, <c>gru</c>, <c>rnn_tanh</c> and <c>rnn_relu</c>: (input, states, weights, has biases, layers,
    /// dropout, train, bidirectional, batch first). Packed sequences come with sizes instead of the flags, and are looked into.
    /// </summary>
    public static IReadOnlyList<OperatorDraft>? Layers(FunctionCall call, TensorMaker make)
    {
        if (call.Inputs is not [TorchTensor { Shape.Rank: 3 } x, _, TorchList weights, TorchInteger biases, TorchInteger, ..]
            || call.OutputTensors.FirstOrDefault() is not { Shape.Rank: 3 } output)
            return null;
        long positions = x.Shape[0] * x.Shape[1];
        TorchTensor[] all = [.. weights.Items.OfType<TorchTensor>()];
        int each = biases.Value == 1 ? 4 : 2;
        int directions = call.IntegerAt(7) == 1 ? 2 : 1;
        string type = call.Name switch { "lstm" => "LSTM", "gru" => "GRU", _ => "RNN" };
        List<OperatorDraft> layers = [];
        for (int start = 0; start + each <= all.Length; start += each)
        {
            (TorchTensor inner, TorchTensor recurrent) = (all[start], all[start + 1]);
            Tensor read = layers.Count < directions
                ? make.Read(x)
                : make.Make(x, new TensorShape(x.Shape[0], x.Shape[1], inner.Shape[1]));
            Tensor[] inputs = [read, make.Read(inner, Stacked(inner)), make.Read(recurrent, Stacked(recurrent)),
                .. all[(start + 2)..(start + each)].Select(bias => make.Read(bias))];
            layers.Add(new OperatorDraft(type, inputs,
                [make.Make(output, new TensorShape(x.Shape[0], x.Shape[1], positions == 0 ? 0 : output.Shape[2] / directions))],
                new OperatorAttributes(("bias", biases.Value))));
        }

        return layers;
    }

    // [directions, gates · h, k], as ONNX has it.
    private static TensorShape Stacked(TorchTensor weight) => new([1, .. weight.Shape]);
}
