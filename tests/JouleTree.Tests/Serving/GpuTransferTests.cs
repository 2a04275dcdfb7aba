using JouleTree.Core.Files;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Serving.Scaling;
using JouleTree.Serving;
using JouleTree.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace JouleTree.Tests.Serving;

/// <summary>
/// Prices of one measured GPU on the deployments of another, scaled by the data sheets: the table of docs/serving.md. Fitted to the one
/// GPU alone, with the family that is judged left out there, too.
/// </summary>
public sealed class GpuTransferTests(ITestOutputHelper output)
{
    [SharedDataTheory]
    [InlineData("serving.csv", "H100", "B200", 10.2, 14.7, 10.4, 47.7)]
    [InlineData("serving.csv", "B200", "H100", 11.3, 10.7, 11.6, 34.1)]
    [InlineData("serving_2024.csv", "A100-40GB", "H100", 7.4, 7.6, 11.4, 27.9)]
    [InlineData("serving_2024.csv", "H100", "A100-40GB", 10.4, 7.5, 16.8, 21.3)]
    public void Scaled_PricesOfOneGpu_MissAnotherByWhatIsSaid(
        string file, string from, string to, double joules, double seconds, double plainJoules, double plainSeconds)
    {
        InputFile table = SharedData.PathOf("llm", "serving", file);
        MeasuredNetworks networks = new(table);
        IReadOnlyList<ServingMeasurement> all = ServingTable.Read(table);
        bool isOf2024 = all[0].IsOf2024;
        ServingCampaign campaign = isOf2024 ? ServingCampaign.Of2024 : ServingCampaign.Of2025;
        ServingFormulas formulas = campaign.Formulas;
        ServingRow[] rows =
        [
            .. all.Where(row => row.Flag is null)
                .Select(row => new ServingRow(row, networks.Of(row), campaign.SharedMemoryOf(row.Gpu))),
        ];
        ServingRow[] judged = [.. rows.Where(row => row.Gpu == to)];
        ServingModel shipped = ShippedServingProfiles.Find($"h100-vllm-{(isOf2024 ? "2024" : "0.11")}").ShouldNotBeNull().Model;
        Dictionary<string, (ServingModel Plain, ServingModel Scaled)> models = judged.Select(row => row.Measurement.Family).Distinct()
            .ToDictionary(family => family, Without, StringComparer.Ordinal);

        (double Joules, double Seconds, double Inside, double TimeInside) scaled = Errors(family => models[family].Scaled);
        (double Joules, double Seconds, double Inside, double TimeInside) plain = Errors(family => models[family].Plain);

        output.WriteLine($"{from} to {to}: scaled {scaled}, plain {plain}");
        scaled.Joules.ShouldBe(joules, 0.5);
        scaled.Seconds.ShouldBe(seconds, 0.5);
        plain.Joules.ShouldBe(plainJoules, 0.5);
        plain.Seconds.ShouldBe(plainSeconds, 1);
        scaled.Inside.ShouldBeGreaterThan(90);
        scaled.TimeInside.ShouldBeGreaterThan(90);

        (ServingModel Plain, ServingModel Scaled) Without(string family)
        {
            ServingRow[] rest = [.. rows.Where(row => row.Gpu == from && row.Measurement.Family != family)];
            ServingPrices prices = ServingFitter.Fit(rest, formulas)[from];
            ServingModel model = new()
            {
                JoulePrices = prices.Joules,
                WaitingWatts = shipped.WaitingWatts,
                SecondPrices = prices.Seconds,
                EnergySpread = shipped.EnergySpread,
                TimedEnergySpread = shipped.TimedEnergySpread,
                TimeSpread = shipped.TimeSpread,
                Level = shipped.Level,
                Range = shipped.Range,
            };
            ServingProfile profile = new(from, ServingCampaign.Gpus[from], ShippedServingProfiles.Find("h100-vllm-0.11")!.Sheet, model);
            return (model, GpuScaling.Of(ServingCampaign.Gpus[to], [profile]).Model);
        }

        (double Joules, double Seconds, double Inside, double TimeInside) Errors(Func<string, ServingModel> modelOf)
        {
            List<(double Joules, double Seconds, bool Inside, bool TimeInside)> errors = [];
            foreach (ServingRow row in judged)
            {
                ServingMeasurement measured = row.Measurement;
                ServingEstimate estimate = modelOf(measured.Family).Estimate(row.Network, measured.Deployment);
                double joules = estimate.JoulesPerToken / measured.JoulesPerToken;
                double seconds = estimate.StepSeconds * measured.TokensPerSecond / measured.Deployment.Requests;
                errors.Add((Math.Abs(joules - 1), Math.Abs(seconds - 1),
                    measured.JoulesPerToken >= estimate.LowJoulesPerToken && measured.JoulesPerToken <= estimate.HighJoulesPerToken,
                    Math.Abs(Math.Log(seconds)) <= Math.Log(estimate.TimeFactor)));
            }

            return (100 * errors.Average(one => one.Joules), 100 * errors.Average(one => one.Seconds),
                100.0 * errors.Count(one => one.Inside) / errors.Count, 100.0 * errors.Count(one => one.TimeInside) / errors.Count);
        }
    }
}
