using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Counting.Answers;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting.Answers;

/// <summary>A whole answer is the sum of its passes, at every scope.</summary>
public class CountedAnswerTests
{
    public static TheoryData<string> Generating => [.. TinyZoo.Names.Where(name => ModelZoo.Find(name).Family.Generates)];

    [Theory]
    [MemberData(nameof(Generating))]
    public void Of_AnyFamily_IsTheSumOfItsPasses(string name) => Properties.ForSeeds(6, seed =>
    {
        Random random = new(seed);
        TinyZoo tiny = TinyZoo.Of(name, random.Next(2, 4), random.Next(1, 3), 2 * random.Next(1, 4), random.Next(4, 20));
        string[] kept = ["float32", "float8", "int8", "int4:group=3:zeros"];
        Workload workload = NumberTypeText.Apply(new Workload
        {
            BatchSize = random.Next(1, 4),
            SequenceLength = random.Next(2, 9),
            AnswerLength = random.Next(1, 20),
            FloatType = DataType.Float32,
            Attention = ModelZoo.Find(name).Family.FusesAttention ? (AttentionForm)random.Next(2) : AttentionForm.Written,
        }, null, null, null, kept[random.Next(kept.Length)]);

        Compare(tiny.Name + ":lm-head", tiny.Changes, workload);
    });

    [Theory]
    // Windows of 4,096 and 512 tokens begin to drop on the way; blocks of 64 come to be far from 1,024 tokens on.
    [InlineData("mistralai/Mistral-7B-v0.1", 4090, 14)]
    [InlineData("google/gemma-3-1b-pt", 505, 13)]
    [InlineData("google/gemma-2-2b", 4094, 5)]
    [InlineData("microsoft/Phi-3-small-8k-instruct", 1018, 76)]
    [InlineData("meta-llama/Llama-3.2-1B", 100, 40)]
    public void Of_LongPrompts_IsTheSumOfItsPasses(string name, int prompt, int answer)
    {
        foreach (AttentionForm form in (AttentionForm[])[AttentionForm.Written, AttentionForm.Fused])
            Compare(name, ["num_hidden_layers=6"], new Workload { SequenceLength = prompt, AnswerLength = answer, Attention = form });
    }

    [Fact]
    public void Of_DecoderWithoutWindows_GrowsAsTheClosedFormSays()
    {
        // Llama 3.1 8B, prompt 1,000, answer 512: each token goes through all weights of layers once; those of the prompt and of 511 new
        // ones multiply keys and values of all tokens before them, and the output layer is given one token a pass.
        const long layers = 32, width = 4096, tokens = 1000 + 511;
        const long weights = layers * ((2 * width * width) + (2 * width * 1024) + (3 * width * 14_336));
        const long pairs = tokens * (tokens + 1) / 2;

        CountedAnswer answer = Of("meta-llama/Llama-3.1-8B:lm-head", [], new Workload
        {
            SequenceLength = 1000,
            AnswerLength = 512,
            Attention = AttentionForm.Fused,
        });

        NodeCounts total = answer.View.CountsOf(answer.View.Tree.Root);
        // Rotary angles: one product of 64 for each position of a pass.
        total.Macs.ShouldBe((tokens * weights) + (pairs * layers * width * 2) + (512 * 128_256 * width) + (64 * tokens));
        answer.Steps.ShouldBe(511);
        answer.Last.Kept!.Value.Bytes.ShouldBe(1511 * 2 * layers * 1024 * 4);
    }

    [Fact]
    public void Of_AnswerOfOneToken_IsThePrefill()
    {
        CountedAnswer answer = Of("gpt2:lm-head", [], new Workload { SequenceLength = 20, AnswerLength = 1 });
        GraphView prefill = GraphView.Full(ModelZoo.Find("gpt2:lm-head").Build(
            new Workload { SequenceLength = 20, Phase = GenerationPhase.Prefill }));

        answer.Steps.ShouldBe(0);
        answer.View.CountsOf(answer.View.Tree.Root).ShouldBe(prefill.CountsOf(prefill.Tree.Root));
        answer.View.Tree.Details!.Workload!.Answer.ShouldBe(1);
    }

    [Theory]
    [InlineData("gpt2", 1000, 30, "longer than the model's 1024 positions")]
    [InlineData("bert-base-uncased", 10, 10, "does not generate text")]
    public void Of_WhatTheModelCannotGive_IsRefused(string name, int prompt, int answer, string message) =>
        Should.Throw<InputException>(() => Of(name, [], new Workload { SequenceLength = prompt, AnswerLength = answer }))
            .Message.ShouldContain(message);

    [Fact]
    public void Checked_AnswerWithAPhase_IsRefused() =>
        Should.Throw<InputException>(() => new Workload { AnswerLength = 3, Phase = GenerationPhase.Decode }.Checked())
            .Message.ShouldContain("both phases");

    private static void Compare(string name, IReadOnlyList<string> changes, Workload workload)
    {
        CountedAnswer answer = Of(name, changes, workload);
        Dictionary<string, NodeCounts> sums = new(StringComparer.Ordinal);
        int prompt = ModelZoo.Find(name).Family.ReadsPromptApart ? 1 : workload.SequenceLength!.Value;
        Workload one = workload with { AnswerLength = null };
        Add(one with { Phase = GenerationPhase.Prefill });
        for (int step = 0; step < workload.AnswerLength - 1; step++)
            Add(one with
            {
                Phase = GenerationPhase.Decode,
                PastLength = prompt + step,
                SequenceLength = prompt == 1 ? one.SequenceLength : 1,
            });

        string what = $"{name} {string.Join(' ', changes)} {workload}";
        GraphView view = answer.View;
        TreeNode[] nodes = [.. view.Tree.Root.SelfAndDescendants()];
        nodes.Select(node => Key(node)).Order().ShouldBe(sums.Keys.Order(), what);
        foreach (TreeNode node in nodes)
            view.CountsOf(node).ShouldBe(sums[Key(node)], $"{what} at {node.Scope}");

        void Add(Workload pass)
        {
            GraphView counted = GraphView.Full(Build(name, changes, pass));
            foreach (TreeNode node in counted.Tree.Root.SelfAndDescendants())
            {
                NodeCounts counts = counted.CountsOf(node);
                sums[Key(node)] = sums.TryGetValue(Key(node), out NodeCounts? known) ? AnswerSum.Add(known, counts) : counts;
            }
        }
    }

    private static string Key(TreeNode node) => $"{node.Scope} {node.InstanceType}";

    private static CountedAnswer Of(string name, IReadOnlyList<string> changes, Workload workload) => CountedAnswer.Of(
        workload, pass => Build(name, changes, pass), graph => GraphView.Full(graph), ModelZoo.Find(name).Family.ReadsPromptApart);

    private static Graph Build(string name, IReadOnlyList<string> changes, Workload workload) => ModelZoo.Find(name).Build(
        workload, changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change)));
}
