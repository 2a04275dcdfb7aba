using JouleTree.Core.Files;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Fitting;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Testing;
using Shouldly;
using Xunit.Abstractions;

namespace JouleTree.Core.Tests.Kernels.Fitting;

/// <summary>Errors on published kernels, those of docs/kernels.md: the B200's decode attention with whole shapes left out.</summary>
public sealed class KernelLeftOutTests(ITestOutputHelper output)
{
    // Errors are hardly greater than with all rows, and tests are over soon.
    private const double RowShare = 0.25;

    [SharedDataFact]
    public void OfGroups_DecodeOfTheB200_ErrsAsLittleAsWasReached()
    {
        KernelMeasurement[] rows =
            [.. Read("b200_sxm_genattn.csv.gz").Where(row => row.Types == KernelTypes.Fp8Kept && row.Shape.Variant == 0)];

        KernelJudgement judgement = KernelJudgement.OfGroups(KernelCampaign.GpuOf(rows[0])!, rows, 5, RowShare);

        ServingErrors time = Errors(judgement.TimeLogs);
        ServingErrors energy = Errors(judgement.EnergyLogs);
        ServingErrors shapes = Errors(judgement.ShapeEnergyLogs);
        output.WriteLine($"{time}\n{energy}\n{shapes}");
        time.Mean.ShouldBeLessThan(3.2);
        time.Median.ShouldBeLessThan(0.5);
        energy.Mean.ShouldBeLessThan(13);
        shapes.Mean.ShouldBeLessThan(9);
    }

    [SharedDataFact]
    public void Of_ShippedProfileOnItsTable_CoversWhatItSays()
    {
        IReadOnlyList<KernelMeasurement> rows = Read("b200_sxm_genattn.csv.gz");

        KernelEvaluation evaluation = KernelEvaluation.Of(
            ShippedKernelProfiles.Find("b200-vllm-0.22")!, [.. rows.Where((_, index) => index % 5 == 0)]);

        evaluation.Unanswered.ShouldBeEmpty();
        foreach (KernelErrors group in evaluation.Groups)
        {
            output.WriteLine(group.ToString());
            group.Time.Inside!.Value.ShouldBeInRange(85, 100);
            group.Energy!.Inside!.Value.ShouldBeInRange(85, 100);
        }
    }

    [SharedDataFact]
    public void Fit_ThirtyDecodesOfTheOtherCard_MovesTheModel()
    {
        KernelMeasurement[] rows =
            [.. Read("h200_sxm_genattn.csv.gz").Where(row => row.Types == KernelTypes.BFloat16 && row.Shape.Variant == 0)];
        KernelMeasurement[] few = [.. Enumerable.Range(0, 30).Select(index => rows[(int)((index + 0.5) * rows.Length / 30)])];
        KernelParts other = ShippedKernelProfiles.Find("b200-vllm-0.22")!.Models.Single(model =>
            model.Parts is { Kind: KernelKind.Decode, Variant: 0 } && model.Parts.Law.Types == KernelTypes.BFloat16).Parts;

        KernelModel moved = new(KernelTransfer.Fit(KernelCampaign.GpuOf(rows[0])!, few, other));

        ServingErrors time = Errors(rows.Where((_, index) => index % 7 == 0)
            .Select(row => Math.Log(moved.Estimate(row.Shape).MeteredSeconds / row.Seconds)));
        output.WriteLine(time.ToString());
        time.Mean.ShouldBeLessThan(16);
    }

    private static IReadOnlyList<KernelMeasurement> Read(string file) =>
        KernelTable.Read(new InputFile(SharedData.PathOf("llm", "operators", file)));

    private static ServingErrors Errors(IEnumerable<double> logs) => ServingErrors.Of([.. logs.Select(log => 100 * (Math.Exp(log) - 1))]);
}
