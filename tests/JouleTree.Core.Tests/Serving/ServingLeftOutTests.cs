using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Fitting;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Testing;
using Shouldly;
using Xunit.Abstractions;

namespace JouleTree.Core.Tests.Serving;

/// <summary>Errors on published deployments of what no fit had seen, with the networks that lie beside them.</summary>
public sealed class ServingLeftOutTests(ITestOutputHelper output)
{
    [SharedDataFact]
    public void Errors_OfPublishedDeployments_AreThoseOfTheDocs()
    {
        ServingRow[] rows = [.. Rows().Where(row => row.Measurement.Flag is null)];
        ServingJudgement judgement = ServingJudgement.Of(rows, ServingFormulas.Together);

        foreach (string gpu in (string[])["", "H100", "B200"])
        {
            foreach (LeftOutErrors one in judgement.Errors(row => gpu.Length == 0 || row.Gpu == gpu))
                output.WriteLine($"{gpu} {one}");
        }

        rows.Length.ShouldBe(356);
    }

    internal static IReadOnlyList<ServingRow> Rows()
    {
        IReadOnlyDictionary<string, Func<string, ServedNetwork>> networks =
            ServedNetworksFile.Read(SharedData.PathOf("llm", "serving", "architectures.json"));
        return [.. ServingTable.Read(SharedData.PathOf("llm", "serving", "serving.csv"))
            .Select(one => new ServingRow(one, networks[one.Family](one.Types)))];
    }
}
