using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using JouleTree.Core.Serving.Measurements;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Fitting;

/// <summary>Prices that are fitted, on made-up deployments whose prices are known.</summary>
public sealed class RelativeRidgeTests
{
    private static readonly int[] Columns =
        [.. new[] { ServingTerms.Weights, ServingTerms.Requests, ServingTerms.Layers }.Select(ServingTerms.IndexOf)];

    private static readonly double[] Prices = [3e8, 0.5, 2];

    private static readonly double[] Even = [.. Enumerable.Repeat(1.0, 40)];

    private readonly ServingRow[] _rows = [.. Rows(_ => 1)];

    [Fact]
    public void Solve_ExactData_FindsThePrices()
    {
        double[] found = RelativeRidge.Of(_rows, Columns, row => row.Joules, Even).Solve(prior: null, 1e-9);

        for (int index = 0; index < found.Length; index++)
            found[index].ShouldBe(Prices[index], 1e-4 * Prices[index]);
    }

    [Fact]
    public void Solve_FewWrongRows_MoveItLittle()
    {
        // One of ten is measured at three times what it costs: a mean would be off by a fifth.
        ServingRow[] rows = [.. Rows(index => index % 10 == 3 ? 3 : 1)];

        double[] found = RelativeRidge.Of(rows, Columns, row => row.Joules, Even).Solve(prior: null, 1e-9);

        found[0].ShouldBe(Prices[0], 0.05 * Prices[0]);
    }

    [Fact]
    public void Solve_RowsOfNoWeight_AreNotHeard()
    {
        ServingRow[] rows = [.. Rows(index => index % 2 == 0 ? 2 : 1)];

        double[] found = RelativeRidge.Of(rows, Columns, row => row.Joules, [.. rows.Select((_, index) => index % 2 == 0 ? 0.0 : 1)])
            .Solve(prior: null, 1e-9);

        found[0].ShouldBe(Prices[0], 1e-3 * Prices[0]);
    }

    [Fact]
    public void Solve_StrongPull_StaysAtThePrior()
    {
        double[] found = RelativeRidge.Of(_rows, Columns, row => row.Joules, Even).Solve([1e8, 1, 1], 1e9);

        found[0].ShouldBe(1e8, 100);
        found[1].ShouldBe(1, 1e-5);
        found[2].ShouldBe(1, 1e-5);
    }

    [Fact]
    public void Solve_PriceBelowZero_IsZero()
    {
        // Energies that fall with the requests want a negative price of them.
        ServingRow[] rows = [.. Rows(index => 1 / (1.0 + index))];

        RelativeRidge.Of(rows, Columns, row => row.Joules, Even).Solve(prior: null, 1e-6).ShouldAllBe(price => price >= 0);
    }

    internal static IEnumerable<ServingRow> Rows(Func<int, double> factor, Func<int, string>? family = null)
    {
        for (int index = 0; index < 40; index++)
        {
            ServedNetwork network = ServingExamples.Dense with
            {
                Layers = 1 + (index * 7 % 5),
                DenseBytes = 1000 + (index * 13 % 11 * 500),
            };
            ServingDeployment deployment = ServingExamples.Deployment with { Requests = 1 + index };
            double[] quantities = new double[ServingTerms.All.Count];
            ServingTerms.Fill(ServingStep.Of(network, deployment), quantities);
            double joules = Columns.Select((column, at) => Prices[at] * quantities[column]).Sum();
            yield return new ServingRow(
                new ServingMeasurement
                {
                    Place = new InputPlace("made up", index),
                    Gpu = "GPU",
                    Model = network.Name,
                    Family = family?.Invoke(index) ?? network.Name,
                    Task = "",
                    Types = "bfloat16",
                    Deployment = deployment,
                    JoulesPerToken = joules * factor(index) / deployment.Requests,
                    TokensPerSecond = 100,
                },
                network);
        }
    }
}
