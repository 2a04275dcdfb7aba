using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Tests.Networks;

/// <summary>Words through an LSTM of two layers in both directions to tags.</summary>
internal sealed class Tagger : Module<Tensor, Tensor>
{
    private readonly Embedding embedding = Embedding(1000, 64);
    private readonly LSTM lstm = LSTM(64, 128, numLayers: 2, bidirectional: true, batchFirst: true);
    private readonly Linear output = Linear(256, 17);

    public Tagger()
        : base(nameof(Tagger))
    {
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor ids) => output.call(lstm.call(embedding.call(ids)).Item1);
}
