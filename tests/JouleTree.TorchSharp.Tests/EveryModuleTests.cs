using Shouldly;
using TorchSharp.Modules;
using Xunit.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Tests;

/// <summary>Every module that TorchSharp has is counted, or stands in the list of those that are not.</summary>
public sealed class EveryModuleTests(ITestOutputHelper output)
{
    /// <summary>What cannot be counted, and by which functions of libtorch; docs/torchsharp.md has the same list.</summary>
    private static readonly Dictionary<string, string> NotCounted = new()
    {
        ["BCELoss"] = "binary_cross_entropy",
        ["CTCLoss"] = "ctc_loss, _ctc_loss",
        ["HuberLoss"] = "huber_loss",
        ["MultiLabelMarginLoss"] = "multilabel_margin_loss, multilabel_margin_loss_forward",
        ["MultiMarginLoss"] = "multi_margin_loss",
        ["SmoothL1Loss"] = "smooth_l1_loss",
    };

    /// <summary>What throws in TorchSharp 0.107.0 itself, whatever it is called with.</summary>
    private static readonly string[] Broken = ["AdaptiveMaxPool3d"];

    /// <summary>Modules that hold others or parameters, and are not called.</summary>
    private static readonly string[] Containers = ["ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "Sequential"];

    [TorchFact]
    public void Of_EveryModuleOfTorchSharp_IsCountedOrListed()
    {
        Dictionary<string, Func<ModuleCounts>> cases = Cases();
        string[] names = [.. typeof(Linear).Assembly.GetTypes()
            .Where(type => type is { IsPublic: true, IsAbstract: false, Namespace: "TorchSharp.Modules" }
                && type.IsSubclassOf(typeof(Module)))
            .Select(type => type.Name.Split('`')[0]).Order(StringComparer.Ordinal)];
        names.Length.ShouldBeGreaterThan(110);
        string[] called = [.. names.Except(Containers).Except(Broken)];
        called.Except(cases.Keys).ShouldBeEmpty("modules without a case");
        List<string> wrong = [];
        foreach (string name in called)
        {
            ModuleCounts counts = cases[name]();
            string uncounted = string.Join(", ", counts.Uncounted.Select(one => one.Type));
            output.WriteLine($"{name}: {counts.Parameters} parameters, {counts.Macs} MACs, {counts.Flops} FLOPs; {uncounted}; "
                + string.Join(" ", counts.Tree.Root.SelfAndDescendants().Skip(1).Select(node => node.InstanceType)));
            if (uncounted != NotCounted.GetValueOrDefault(name, ""))
                wrong.Add($"{name}: {uncounted}");
        }

        wrong.ShouldBeEmpty();
    }

    private static Dictionary<string, Func<ModuleCounts>> Cases()
    {
        Dictionary<string, Func<ModuleCounts>> cases = [];
        Tensor line = rand(2, 4, 8), plane = rand(2, 4, 8, 8), room = rand([2, 4, 8, 8, 8]), rows = rand(3, 4), other = rand(3, 4);
        Tensor labels = zeros(3, dtype: ScalarType.Int64), signs = ones(3, 4);
        foreach (Module<Tensor, Tensor> module in (Module<Tensor, Tensor>[])
        [
            Linear(4, 5), Identity(), Flatten(), Unflatten(1, [2, 2]), ReLU(), ReLU6(), Tanh(), Sigmoid(), SiLU(), Softmax(1),
            LogSoftmax(1), Mish(), ELU(), SELU(), CELU(), Hardsigmoid(), Hardswish(), LeakyReLU(), Softplus(), LogSigmoid(),
            Softsign(), Softmin(1),
            GELU(), GLU(), Hardshrink(), Softshrink(), Hardtanh(), Tanhshrink(), Threshold(0.1, 0), RReLU(), PReLU(1),
            Dropout(), AlphaDropout(),
            FeatureAlphaDropout(), LayerNorm(4),
        ])
            Add(module, rows);
        foreach (Module<Tensor, Tensor> module in (Module<Tensor, Tensor>[])
        [
            Conv1d(4, 6, 3), ConvTranspose1d(4, 6, 3), BatchNorm1d(4), InstanceNorm1d(4), AvgPool1d(2), MaxPool1d(2),
            AdaptiveAvgPool1d(2), AdaptiveMaxPool1d(2), LPPool1d(2, 2), Dropout1d(), ConstantPad1d(1, 0), ReflectionPad1d(1),
            ReplicationPad1d(1),
            GroupNorm(2, 4),
        ])
            Add(module, line);
        foreach (Module<Tensor, Tensor> module in (Module<Tensor, Tensor>[])
        [
            Conv2d(4, 6, 3), ConvTranspose2d(4, 6, 3), BatchNorm2d(4), InstanceNorm2d(4), AvgPool2d(2), MaxPool2d(2),
            AdaptiveAvgPool2d([2, 2]), AdaptiveMaxPool2d([2, 2]), LPPool2d(2, 2), Dropout2d(), ConstantPad2d(1, 0), ReflectionPad2d(1),
            ReplicationPad2d(1),
            ZeroPad2d(1), FractionalMaxPool2d(2, output_size: 3), PixelShuffle(2), PixelUnshuffle(2), ChannelShuffle(2), Softmax2d(),
            LocalResponseNorm(2), Unfold(2), Upsample([16, 16]),
        ])
            Add(module, plane);
        foreach (Module<Tensor, Tensor> module in (Module<Tensor, Tensor>[])
        [
            Conv3d(4, 6, 3), ConvTranspose3d(4, 6, 3), BatchNorm3d(4), InstanceNorm3d(4), AvgPool3d(2), MaxPool3d(2),
            AdaptiveAvgPool3d([2, 2, 2]), Dropout3d(), ConstantPad3d(1, 0), ReflectionPad3d(1),
            ReplicationPad3d(1), FractionalMaxPool3d(2, output_size: 3),
        ])
            Add(module, room);
        Add(Fold(4, 2), rand(1, 12, 9));
        Add(Embedding(10, 4), labels);
        foreach (Module<Tensor, Tensor, Tensor> loss in (Module<Tensor, Tensor, Tensor>[])
        [
            L1Loss(), MSELoss(), SmoothL1Loss(), HuberLoss(), SoftMarginLoss(), KLDivLoss(), BCELoss(), BCEWithLogitsLoss(),
            HingeEmbeddingLoss(), PoissonNLLLoss(), MultiLabelSoftMarginLoss(), CosineSimilarity(), PairwiseDistance(),
        ])
            Add(loss, rows, other);
        Add(CrossEntropyLoss(), rows, labels);
        Add(NLLLoss(), rows, labels);
        Add(MultiMarginLoss(), rows, labels);
        Add(MultiLabelMarginLoss(), rows, zeros(3, 4, dtype: ScalarType.Int64));
        Add(MarginRankingLoss(), rows, other, signs);
        Add(CosineEmbeddingLoss(), rows, other, ones(3));
        Add(TripletMarginLoss(), rows, other, signs);
        Add(GaussianNLLLoss(), rows, other, signs);
        Add(Bilinear(4, 4, 5), rows, other);
        TripletMarginWithDistanceLoss distance = TripletMarginWithDistanceLoss();
        Add(distance, rows, other, signs);
        CTCLoss ctc = CTCLoss();
        Own(ctc, () => ctc.call(rand(6, 2, 5).log_softmax(2), ones(2, 3, dtype: ScalarType.Int64), full(2, 6, dtype: ScalarType.Int64),
            full(2, 3, dtype: ScalarType.Int64)));
        EmbeddingBag bag = EmbeddingBag(10, 4);
        Own(bag, () => bag.call(zeros(2, 3, dtype: ScalarType.Int64), null!, null!));
        LSTM lstm = LSTM(8, 5);
        Own(lstm, () => lstm.call(line));
        GRU gru = GRU(8, 5);
        Own(gru, () => gru.call(line));
        RNN rnn = RNN(8, 5);
        Own(rnn, () => rnn.call(line));
        LSTMCell lstmCell = LSTMCell(4, 5);
        Own(lstmCell, () => lstmCell.call(rows, (zeros(3, 5), zeros(3, 5))));
        Add(GRUCell(4, 5), rows);
        Add(RNNCell(4, 5), rows);
        foreach (long dimensions in (long[])[1, 2, 3])
        {
            Tensor given = dimensions == 1 ? line : dimensions == 2 ? plane : room;
            (Tensor pooled, Tensor indices) = dimensions == 1 ? functional.max_pool1d_with_indices(given, 2)
                                : dimensions == 2 ? functional.max_pool2d_with_indices(given, [2, 2])
                : functional.max_pool3d_with_indices(given, [2, 2, 2]);
            Module<Tensor, Tensor, long[], Tensor> unpool = dimensions == 1 ? MaxUnpool1d(2)
                : dimensions == 2 ? MaxUnpool2d([2, 2]) : MaxUnpool3d([2, 2, 2]);
            Own(unpool, () => unpool.call(pooled, indices, null!));
        }

        MultiheadAttention attention = MultiheadAttention(8, 2);
        Own(attention, () => attention.call(line, line, line, null!, false, null!));
        TransformerEncoderLayer encoderLayer = TransformerEncoderLayer(8, 2, 16);
        encoderLayer.eval();
        Own(encoderLayer, () => encoderLayer.call(line));
        TransformerEncoder encoder = TransformerEncoder(encoderLayer, 2);
        Own(encoder, () => encoder.call(line, null!, null!));
        TransformerDecoderLayer decoderLayer = TransformerDecoderLayer(8, 2, 16);
        Own(decoderLayer, () => decoderLayer.call(line, line, null!, null!, null!, null!));
        TransformerDecoder decoder = TransformerDecoder(decoderLayer, 2);
        Own(decoder, () => decoder.call(line, line, null!, null!, null!, null!));
        Transformer transformer = Transformer(8, 2, 1, 1, 16);
        Own(transformer, () => transformer.call(line, line));
        return cases;

        void Add(Module module, params Tensor[] inputs)
        {
            module.eval();
            cases.Add(module.GetType().Name, () => ModuleCounts.Of(Holder(module), () => Hooks.ModelInvocation.Of(module, inputs)()));
        }

        void Own(Module module, Action pass) => cases.Add(module.GetType().Name, () =>
        {
            module.eval();
            return ModuleCounts.Of(Holder(module), pass);
        });
    }

    private static Holding Holder(Module module) => new(module);

    private sealed class Holding : Module
    {
        public Holding(Module held)
            : base(nameof(Holding)) => register_module("held", held);
    }
}
