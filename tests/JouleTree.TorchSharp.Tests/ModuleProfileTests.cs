using System.Collections;
using System.Reflection;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Measurement;
using JouleTree.Testing;
using JouleTree.Torch.Networks;
using JouleTree.TorchSharp.Hooks;
using Shouldly;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Tests;

/// <summary>What is measured adds up and says what it is; hooks are gone afterwards, whatever happened.</summary>
public sealed class ModuleProfileTests
{
    private const double Tolerance = 1e-9;

    private static readonly TransformerSize Small = new(100, 64, 2, 4);

    private static readonly ModuleProfileOptions Brief = new() { Meter = "cpu-model", Rounds = 2, IdleSeconds = 0, WarmUpRuns = 1 };

    [TorchFact]
    public void Stop_SeveralPasses_HasTimesOfAllModulesThatAddUp()
    {
        using BertModel model = new(Small);
        using Tensor ids = zeros(2, 8, dtype: ScalarType.Int64);
        using ModuleProfile profile = ModuleProfile.Start(model, Brief);
        for (int pass = 0; pass < 6; pass++)
            model.call(ids).Dispose();
        ModelTree tree = profile.Stop();

        HooksOf(model).ShouldBe(0);
        tree.Root.Seconds!.Value.ShouldBeGreaterThan(0);
        tree.Root.Details!.Energy!.Joules.ShouldNotBeNull();
        foreach (TreeNode node in tree.Root.SelfAndDescendants()
            .Where(node => node.Kind != NodeKind.Primitive && node.Seconds is not null))
            // Each pass adds up (HookCostTests); medians of few passes on a busy machine need not.
            node.Children.Sum(child => child.Seconds ?? 0).ShouldBeLessThanOrEqualTo(node.Seconds!.Value * (1 + 0.5));
        TreeNode attention = tree.Root.SelfAndDescendants().First(node => node.InstanceType == "BertSelfAttention");
        attention.Children.First(node => node.InstanceType == "Linear").Seconds.ShouldNotBeNull();
        attention.Children.First(node => node.InstanceType == "MatMul").Details!.Notes!
            .ShouldContain(note => note.Contains("part of its module"));
    }

    [TorchFact]
    public void Measure_Isolation_MeasuresModulesAndFunctionsOnce()
    {
        using BertModel model = new(Small);
        using Tensor ids = zeros(2, 8, dtype: ScalarType.Int64);
        MeasuredModel measured = ModuleProfile.Measure(model, () => Pass(model, ids), Brief);

        HooksOf(model).ShouldBe(0);
        measured.Seconds!.Value.ShouldBeGreaterThan(0);
        TreeNode[] nodes = [.. measured.Tree.Root.SelfAndDescendants()];
        nodes.Where(node => node.InstanceType is "Linear" or "MatMul" or "Softmax" or "LayerNorm" or "BertLayer")
            .ShouldAllBe(node => node.Seconds > 0);
        TreeNode[] layers = [.. nodes.Where(node => node.InstanceType == "BertLayer")];
        layers[1].Details!.SharedWith.ShouldBe(layers[0].Id);
        measured.IreneTree.Root.SelfAndDescendants().Select(node => node.InstanceType).ShouldNotContain("ModuleList");
        measured.IreneTree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive).ShouldAllBe(node => node.Seconds > 0);
        double? sum = layers.Sum(layer => layer.Seconds);
        nodes.Single(node => node.InstanceType == "ModuleList").Seconds!.Value.ShouldBe(sum!.Value, Tolerance);
    }

    [TorchFact]
    public void Measure_FunctionsOfManyKinds_AreRunAlone()
    {
        using Functional model = new();
        using Tensor image = zeros(1, 3, 12, 12);
        MeasuredModel measured = ModuleProfile.Measure(model, () => Pass(model, image), Brief);

        TreeNode[] functions = [.. measured.Tree.Root.Children];
        functions.Select(node => node.InstanceType).ShouldBe(
            ["Conv2d", "MaxPool2d", "ReLU", "Concat", "Einsum", "Softmax", "LayerNorm"], ignoreOrder: true);
        functions.ShouldAllBe(node => node.Seconds > 0);
    }

    [TorchFact]
    public void Measure_ModulesGivenTuplesAndLists_AreRunAlone()
    {
        using Gathering model = new();
        using Tensor input = zeros(4, 8);
        MeasuredModel measured = ModuleProfile.Measure(model, () =>
        {
            using IDisposable scope = NewDisposeScope();
            Pass(model, input);
        }, Brief);

        TreeNode[] modules = [.. measured.Tree.Root.Children.Where(node => node.Scope.Path is "root.pair" or "root.list")];
        modules.Length.ShouldBe(2);
        modules.ShouldAllBe(node => node.Seconds > 0);
    }

    [TorchFact]
    public void Measure_InPlace_SplitsTheWhole()
    {
        using BertModel model = new(Small);
        using Tensor ids = zeros(2, 8, dtype: ScalarType.Int64);
        MeasuredModel measured = ModuleProfile.Measure(model, () => Pass(model, ids),
            Brief with { Attribution = ModuleAttribution.InPlace });

        TreeNode root = measured.Tree.Root;
        root.Children.Sum(child => child.Seconds!.Value).ShouldBeLessThanOrEqualTo(root.Seconds!.Value * 1.05);
        root.Children.Sum(child => child.Seconds!.Value).ShouldBeGreaterThan(0);
    }

    [TorchFact]
    public void WriteCsv_MeasuredTree_HasOurColumnsAndThePublishedOnes()
    {
        using BertModel model = new(Small);
        using Tensor ids = zeros(2, 8, dtype: ScalarType.Int64);
        using ModuleProfile profile = ModuleProfile.Start(model, Brief);
        for (int pass = 0; pass < 3; pass++)
            model.call(ids).Dispose();
        ModelTree tree = profile.Stop();
        using TemporaryFolder folder = new();
        tree.WriteCsv(folder.File("nodes.csv"));
        tree.WriteLayerCsv(folder.File("output_file.csv"));
        tree.WriteChromeTrace(folder.File("trace.json"));

        File.ReadLines(folder.File("nodes.csv")).First().ShouldContain("scope,kind,type,parameters");
        string[] lines = File.ReadAllLines(folder.File("output_file.csv"));
        lines[0].ShouldBe("Layer Name,FLOPs,Self CPU total,CPU Total,GPU Total,Input Features,Output Features,Dict Size of Emb,"
            + "Emb Vector Size,Norm Size");
        lines.Single(line => line.StartsWith("root.pooler.dense,", StringComparison.Ordinal)).ShouldMatch(@",\d+\.\d{3}ms,,64,64,,,$");
        lines.Single(line => line.StartsWith("root.embeddings.word_embeddings,", StringComparison.Ordinal)).ShouldEndWith(",,,,100,64,");
        File.ReadAllText(folder.File("trace.json")).ShouldContain("traceEvents");
    }

    [TorchFact]
    public void Stop_NothingCalled_SaysWhatToDo()
    {
        using BertModel model = new(Small);
        using ModuleProfile profile = ModuleProfile.Start(model, Brief);

        Should.Throw<InputException>(profile.Stop).Message.ShouldContain("was not called");
        HooksOf(model).ShouldBe(0);
        Should.Throw<InvalidOperationException>(profile.Stop);
    }

    [TorchFact]
    public void Of_ModuleThatThrows_ThrowsTheSameAndLeavesNoHook()
    {
        using Sequential model = Sequential(("fc", Linear(4, 4)), ("bad", new Throwing()));

        Should.Throw<NotSupportedException>(() => ModuleCounts.Of(model, zeros(1, 4))).Message.ShouldBe("no");
        Should.Throw<NotSupportedException>(() => ModuleProfile.Measure(model, () => model.call(zeros(1, 4)), Brief));
        HooksOf(model).ShouldBe(0);
    }

    [TorchFact]
    public void Stop_PassThatThrew_IsLeftOut()
    {
        using Throwing last = new() { IsQuiet = true };
        using Sequential model = Sequential(("fc", Linear(4, 4)), ("bad", last));
        using Tensor input = zeros(1, 4);
        using ModuleProfile profile = ModuleProfile.Start(model, Brief);
        model.call(input).Dispose();
        model.call(input).Dispose();
        last.IsQuiet = false;
        Should.Throw<NotSupportedException>(() => model.call(input));
        last.IsQuiet = true;
        model.call(input).Dispose();
        ModelTree tree = profile.Stop();

        tree.Root.Details!.Notes!.ShouldContain(note => note.Contains("1 pass(es) are left out: they did not end"));
        HooksOf(model).ShouldBe(0);
    }

    [TorchFact]
    public void Stop_PassesThatDiffer_SaysSo()
    {
        using Changing model = new();
        using Tensor input = zeros(1, 4);
        using ModuleProfile profile = ModuleProfile.Start(model, Brief);
        for (int pass = 0; pass < 4; pass++)
            model.call(input).Dispose();

        profile.Stop().Root.Details!.Notes!.ShouldContain(note => note.Contains("called other modules"));
    }

    [TorchFact]
    public void Of_ModuleThatReturnsNothing_IsCounted()
    {
        using Silent model = new();
        ModuleCounts counts = ModuleCounts.Of(model, zeros(2, 4));

        counts.Macs.ShouldBe(2 * 4 * 3);
        counts.Tree.Root.Children.Single().Scope.Path.ShouldBe("root.fc");
    }

    [TorchFact]
    public void Stop_ModelDisposedMeanwhile_LeavesNoHookAndSaysWhatWasMeasured()
    {
        Sequential model = Sequential(("fc", Linear(4, 4)));
        using Tensor input = zeros(1, 4);
        using ModuleProfile profile = ModuleProfile.Start(model, Brief);
        model.call(input).Dispose();
        model.call(input).Dispose();
        model.Dispose();

        profile.Stop().Root.Seconds!.Value.ShouldBeGreaterThan(0);
    }

    private static void Pass(Module<Tensor, Tensor> model, Tensor input)
    {
        using IDisposable none = no_grad();
        model.call(input).Dispose();
    }

    private static int HooksOf(nn.Module model) => model.modules().Append(model).Sum(module =>
        ModuleHooks.HookableTypeOf(module) is { } type
        ? type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(field => field.Name.EndsWith("hooks", StringComparison.Ordinal))
            .Sum(field => ((ICollection)field.GetValue(module)!).Count)
        : 0);

    private sealed class Throwing : Module<Tensor, Tensor>
    {
        public Throwing()
            : base(nameof(Throwing))
        {
        }

        public bool IsQuiet { get; set; }

        public override Tensor forward(Tensor x) => IsQuiet ? x.alias() : throw new NotSupportedException("no");
    }

    private sealed class Functional : Module<Tensor, Tensor>
    {
        private readonly Parameter kernel = new(rand(4, 3, 3, 3)), scale = new(ones(10)), shift = new(zeros(10));

        public Functional()
            : base(nameof(Functional)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            Tensor seen = functional.conv2d(x, kernel, strides: [2, 2]);
            Tensor all = cat([functional.relu(seen), functional.max_pool2d(seen, [3, 3], [1, 1], [1, 1])], -1);
            return functional.layer_norm(functional.softmax(einsum("nchw,nchv->nwv", all, all), -1), [10], scale, shift);
        }
    }

    private sealed class Gathering : Module<Tensor, Tensor>
    {
        private readonly Pair pair = new();
        private readonly Many list = new();

        public Gathering()
            : base(nameof(Gathering)) => RegisterComponents();

        public override Tensor forward(Tensor x) => list.call([pair.call((x + 1, (x + 2, x + 3))), x.neg()]);

        private sealed class Pair() : Module<(Tensor, (Tensor, Tensor)), Tensor>(nameof(Pair))
        {
            public override Tensor forward((Tensor, (Tensor, Tensor)) x) => x.Item1.mul(x.Item2.Item1).add(x.Item2.Item2);
        }

        private sealed class Many() : Module<List<Tensor>, Tensor>(nameof(Many))
        {
            public override Tensor forward(List<Tensor> x) => x[0].add(x[1]);
        }
    }

    private sealed class Changing : Module<Tensor, Tensor>
    {
        private readonly Linear one = Linear(4, 4), other = Linear(4, 4);
        private int _calls;

        public Changing()
            : base(nameof(Changing)) => RegisterComponents();

        public override Tensor forward(Tensor x) => _calls++ % 2 == 0 ? one.call(x) : other.call(x);
    }

    private sealed class Silent : Module<Tensor, Tensor>
    {
        private readonly Linear fc = Linear(4, 3);

        public Silent()
            : base(nameof(Silent)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            fc.call(x).Dispose();
            return null!;
        }
    }
}
