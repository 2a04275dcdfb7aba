using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.EncoderDecoders;

/// <summary>T5 (Raffel et al., 2020) and FLAN-T5, encoder and decoder, as Hugging Face's T5Model.</summary>
/// <remarks>
/// The workload's length is that of the encoder's text. The decoder is given as many tokens in an ordinary pass, the start
/// token in a prefill, and one token in a decode, where the encoder is not run: its keys and values are inputs.
/// </remarks>
internal sealed class T5Family : ConfiguredFamily<T5Config>
{
    // Positions are relative and have no bound of their own.
    private const int LongestSequence = 1 << 16;

    public T5Family()
    {
        const string source = "KerasHub, t5_presets.py";
        T5Config flan = new()
        {
            Inner = 1024,
            Layers = 8,
            DecoderLayers = 8,
            Heads = 6,
            FeedForward = "gated-gelu",
            TieWordEmbeddings = false,
        };
        Declare("t5-small", new T5Config(), 60_506_624, source);
        Declare("t5-base", new T5Config { ModelSize = 768, Inner = 3072, Layers = 12, DecoderLayers = 12, Heads = 12 }, 222_903_552,
            source);
        Declare("google/flan-t5-small", flan, 60_511_616, "76,961,152 with the output layer (t5x), less its 16,449,536");
        Declare("google/flan-t5-base",
            flan with { ModelSize = 768, Inner = 2048, Layers = 12, DecoderLayers = 12, Heads = 12 }, 222_903_552,
            "247,577,856 with the output layer (t5x; KerasHub, t5_1.1_base), less its 24,674,304");
    }

    public override string Name => "T5";

    public override string ModelType => "t5";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    public override bool Generates => true;

    public override bool ReadsPromptApart => true;

    protected override string ClassName => "T5Model";

    // As of T5Config in Transformers' configuration_t5.py, which are those of the small one.
    protected override T5Config Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new T5Family());

    protected override string ClassNameWith(TaskHead head) => "T5ForConditionalGeneration";

    protected override T5Config Read(ConfigFields fields, T5Config config) => T5Config.Read(fields, config);

    protected override Workload Complete(Workload workload, T5Config config)
    {
        // The length is the encoder's; the past is the decoder's.
        Workload complete = TextWorkload.Complete(workload with { Phase = GenerationPhase.None, PastLength = null }, LongestSequence);
        int past = workload.PastLength ?? TextWorkload.DefaultLength;
        return workload.Phase switch
        {
            GenerationPhase.Decode when past is >= 1 and < LongestSequence => complete with { Phase = workload.Phase, PastLength = past },
            GenerationPhase.Decode =>
                throw new Core.Errors.InputException(
                    $"a past of {past} tokens: the decoder has seen its start token at least, and fewer than {LongestSequence}"),
            GenerationPhase.Prefill when workload.PastLength is > 0 =>
                throw new Core.Errors.InputException("a prefill with a past: the encoder's text is read at once"),
            _ => complete with { Phase = workload.Phase },
        };
    }

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, T5Config config) => Stacks(net, config);

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, T5Config config, HeadConfig head)
    {
        IReadOnlyList<Tensor> outputs = Stacks(net, config);
        if (!config.TieWordEmbeddings)
            return [net.Linear("lm_head", outputs[0], config.VocabSize, bias: false)];
        Tensor scaled = net.WithScalar("Mul", outputs[0], 1 / Math.Sqrt(config.ModelSize));
        return [net.LinearOf("lm_head", scaled, net.StoredAt("shared.weight"), bias: false)];
    }

    private static IReadOnlyList<Tensor> Stacks(GraphBuilder net, T5Config config)
    {
        bool decodes = net.Workload.Phase == GenerationPhase.Decode;
        long length = net.Workload.SequenceLength!.Value;
        long newTokens = net.Cache is null ? length : 1;
        ValueRange ids = new(0, config.VocabSize - 1);
        Tensor words = net.Stored(net.Scope, "shared.weight", new TensorShape(config.VocabSize, config.ModelSize));
        Tensor? text = decodes ? null : net.Input("input_ids", DataType.Int64, TextWorkload.Shape(net), ids);
        Tensor given = net.Input(decodes ? "encoder_attention_mask" : "attention_mask", DataType.Int64, TextWorkload.Shape(net),
            new ValueRange(1, 1));
        Tensor started = net.Input("decoder_input_ids", DataType.Int64, new TensorShape(net.Workload.BatchSize, newTokens), ids);
        T5Stack stack = new(net, config, words);
        Tensor? encoded = text is null
            ? null
            : net.Module("encoder", "T5Stack", () => stack.Encode(text, TextWorkload.ExtendedMask(net, given)));
        Tensor decoded = net.Module("decoder", "T5Stack",
            () => stack.Decode(started, encoded, TextWorkload.ExtendedMask(net, given), length));
        if (encoded is not null)
            return [decoded, encoded];
        // The encoder's weights belong to the model, but are not read.
        stack.LeaveOutEncoder();
        return [decoded];
    }
}
