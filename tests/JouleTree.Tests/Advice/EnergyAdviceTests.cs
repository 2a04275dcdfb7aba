using JouleTree.Advice;
using JouleTree.Core.Errors;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Advice;

/// <summary>What moves save, against estimates that are made one by one, by hand.</summary>
public sealed class EnergyAdviceTests
{
    private static readonly EnergyDevice Device = EnergyDevice.Find("irene-device-1");

    private static readonly Workload Usual = new() { BatchSize = 8, SequenceLength = 128 };

    private static readonly Lazy<EnergyAdvice> OfBert = new(() => EnergyAdvice.Of(AdvisedModel.Of(
        ModelSource.Open("bert-base-uncased"), Usual, Device)));

    [Theory]
    [InlineData("batch-2x", 16, 128)]
    [InlineData("batch-4x", 32, 128)]
    [InlineData("length-half", 8, 64)]
    [InlineData("layers-half", 8, 128, "num_hidden_layers=6")]
    [InlineData("layers-three-quarters", 8, 128, "num_hidden_layers=9")]
    [InlineData("mlp-half", 8, 128, "intermediate_size=1536")]
    [InlineData("mlp-three-quarters", 8, 128, "intermediate_size=2304")]
    public void Move_OfBert_IsWhatAnEstimateOfIt_WouldSay(string move, int batch, int length, params string[] changes)
    {
        Estimate now = Of("bert-base-uncased", 8, 128);
        Estimate then = Of("bert-base-uncased", batch, length, changes);

        AdviceSaving saving = OfBert.Value.Move(move).Saving!;

        saving.Now.Joules.ShouldBe(now.Joules / 8, 1e-12);
        saving.Then.Joules.ShouldBe(then.Joules / batch, 1e-12);
        saving.Joules.ShouldBe((now.Joules / 8) - (then.Joules / batch), 1e-12);
        // Independent estimates: the half-widths that take the saving down, and those that take it up, in quadrature.
        double down = Math.Sqrt(Math.Pow((now.Joules - now.Low!.Value) / 8, 2) + Math.Pow((then.High!.Value - then.Joules) / batch, 2));
        double up = Math.Sqrt(Math.Pow((now.High!.Value - now.Joules) / 8, 2) + Math.Pow((then.Joules - then.Low!.Value) / batch, 2));
        saving.Low!.Value.ShouldBe(saving.Joules - down, 1e-12);
        saving.High!.Value.ShouldBe(saving.Joules + up, 1e-12);
        saving.Share!.Value.ShouldBe(saving.Joules / saving.Now.Joules, 1e-12);
        saving.IsPromised.ShouldBe(saving.Joules > down);
    }

    [Fact]
    public void Together_IsOneEstimateOfAll_WhateverTheOrder()
    {
        double expected = Of("distilbert-base-uncased", 16, 64, "n_layers=3", "hidden_dim=2304").Joules / 16;
        string[] names = ["batch-2x", "mlp-three-quarters", "model-distilbert-base-uncased", "length-half", "layers-half"];

        foreach (string[] order in (string[][])[names, [.. names.Reverse()]])
        {
            AdviceSaving together = OfBert.Value.Together([.. order.Select(OfBert.Value.Move)]);
            together.Then.Joules.ShouldBe(expected, 1e-12);
            // What is cut twice is saved once.
            together.Joules.ShouldBeLessThan(order.Sum(name => OfBert.Value.Move(name).Saving!.Joules));
        }
    }

    [Fact]
    public void Moves_AreRanked_PromisedFirst()
    {
        IReadOnlyList<PricedMove> moves = OfBert.Value.Moves;

        foreach (bool isPromised in (bool[])[true, false])
        {
            double?[] saved = [.. moves.Where(move => move.IsPromised == isPromised).Select(move => move.Saving?.Joules)];
            saved.ShouldBe(saved.OrderByDescending(joules => joules));
            saved.ShouldNotBeEmpty();
        }

        moves.SkipWhile(move => move.IsPromised).ShouldAllBe(move => !move.IsPromised);
        moves.Select(move => move.Move.Name).ShouldBeUnique();
    }

    [Theory]
    [InlineData("bert-base-uncased", "irene-device-1")]
    [InlineData("vgg16", "irene-device-1")]
    [InlineData("resnet50", "xeon-gold-5120")]
    [InlineData("gpt2", "epyc-vm")]
    public void Promises_AreOfIntervalsAboveZero_OfWholeModels(string model, string device)
    {
        EnergyAdvice advice = EnergyAdvice.Of(AdvisedModel.Of(
            ModelSource.Open(model), new Workload { BatchSize = 8 }, EnergyDevice.Find(device)));

        foreach (PricedMove move in advice.Moves)
        {
            bool isAbove = move.Saving is { Low: > 0, Now.Fit: not EstimateFit.Part, Then.Fit: not EstimateFit.Part };
            move.IsPromised.ShouldBe(isAbove, move.Move.Name);
            (move.WhyNot is null).ShouldBe(isAbove, move.Move.Name);
        }
    }

    [Fact]
    public void Move_ToAPartialSum_IsNotPromised()
    {
        EnergyAdvice advice = EnergyAdvice.Of(AdvisedModel.Of(
            ModelSource.Open("resnet50"), new Workload { BatchSize = 4 }, EnergyDevice.Find("xeon-gold-5120")));

        PricedMove move = advice.Move("model-mobilenet_v2");

        move.Saving!.Share!.Value.ShouldBeGreaterThan(0.5);
        move.IsPromised.ShouldBeFalse();
        move.WhyNot!.ShouldStartWith("PARTIAL");
    }

    [Fact]
    public void Batch_StaysWithinWhatTheDeviceWasMeasuredOn() =>
        // It was trained on 8 to 32.
        OfBert.Value.Moves.Where(move => move.Move.Kind == AdviceKind.Batch).Select(move => move.Move.Name)
            .ShouldBe(["batch-2x", "batch-4x"], ignoreOrder: true);

    [Fact]
    public void Together_TwoOfAKind_AreRefused() => Should.Throw<InputException>(() =>
        OfBert.Value.Together([OfBert.Value.Move("layers-half"), OfBert.Value.Move("layers-three-quarters")]))
        .Message.ShouldBe("layers-half and layers-three-quarters cannot be made together: both change layers; take one of them");

    [Fact]
    public void Move_ThatThereIsNot_IsRefused_WithThoseThatThereAre() =>
        Should.Throw<InputException>(() => OfBert.Value.Move("batch-3x")).Message
            .ShouldStartWith("there is no move 'batch-3x'; there are ");

    [Fact]
    public void Of_TreesOfAFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        new[] { TestTrees.Small("measured") }.WriteTo(folder.File("trees.jsonl"));

        Should.Throw<InputException>(() => AdvisedModel.OnBest(ModelSource.Open(folder.File("trees.jsonl")), Usual))
            .Message.ShouldContain("holds trees");
    }

    [Fact]
    public void Changes_OfTheConfiguration_AreWhereMovesBegin()
    {
        ConfigFields four = ConfigFields.Empty().AddPair("num_hidden_layers=4");
        EnergyAdvice advice = EnergyAdvice.Of(AdvisedModel.Of(ModelSource.Open("bert-base-uncased"), Usual, Device, four));

        AdviceSaving saving = advice.Move("layers-half").Saving!;

        advice.Move("layers-half").Move.Text.ShouldEndWith("num_hidden_layers 2 for 4");
        saving.Then.Joules.ShouldBe(Of("bert-base-uncased", 8, 128, "num_hidden_layers=2").Joules / 8, 1e-12);
    }

    private static Estimate Of(string model, int batch, int length, params string[] changes)
    {
        ConfigFields fields = ConfigFields.Empty();
        foreach (string change in changes)
            fields.AddPair(change);
        return EstimableModel.Of(ModelSource.Open(model), new Workload { BatchSize = batch, SequenceLength = length },
            changes.Length > 0 ? fields : null).On(Device);
    }
}
