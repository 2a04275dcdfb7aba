using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Models;
using JouleTree.Serving;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Tests.Serving;

/// <summary>Quantities of served networks from graphs of the zoo, against those that others wrote down.</summary>
public sealed class ServedModelTests
{
    [SharedDataFact]
    public void Of_MeasuredModels_AgreesWithTheirArchitectures()
    {
        IReadOnlyDictionary<string, Func<string, ServedNetwork>> known =
            ServedNetworksFile.Read(SharedData.PathOf("llm", "serving", "architectures.json"));
        var models = ServingTable.Read(SharedData.PathOf("llm", "serving", "serving.csv"))
            .Select(one => (one.Model, one.Family, one.Types)).Distinct().ToArray();

        List<string> differences = [];
        foreach ((string model, string family, string types) in models)
        {
            ServedNetwork expected = known[family](types);
            ServedNetwork found = ServedModel.Of(ModelSource.Open(model)).Network;
            differences.AddRange(Differences(expected, found).Select(difference => $"{model}: {difference}"));
        }

        differences.ShouldBeEmpty();
        models.Length.ShouldBeGreaterThan(15);
    }

    private static IEnumerable<string> Differences(ServedNetwork expected, ServedNetwork found)
    {
        // Theirs count no norms, biases and scales.
        (string Name, double Expected, double Found)[] numbers =
        [
            ("layers", expected.Layers, found.Layers), ("all-reduces", expected.AllReduces, found.AllReduces),
            ("state-space layers", expected.StateSpaceLayers, found.StateSpaceLayers), ("width", expected.HiddenWidth, found.HiddenWidth),
            ("vocabulary", expected.VocabularySize, found.VocabularySize),
            ("dense parameters", expected.DenseParameters, found.DenseParameters), ("dense bytes", expected.DenseBytes, found.DenseBytes),
            ("head parameters", expected.HeadParameters, found.HeadParameters), ("head bytes", expected.HeadBytes, found.HeadBytes),
            ("stored bytes", expected.StoredBytes, found.StoredBytes),
            ("active parameters", expected.ActiveParameters, found.ActiveParameters),
            ("expert layers", expected.Experts?.Layers ?? 0, found.Experts?.Layers ?? 0),
            ("experts", expected.Experts?.Count ?? 0, found.Experts?.Count ?? 0),
            ("chosen", expected.Experts?.Chosen ?? 0, found.Experts?.Chosen ?? 0),
            ("expert width", expected.Experts?.Width ?? 0, found.Experts?.Width ?? 0),
            ("expert parameters", expected.Experts?.Parameters ?? 0, found.Experts?.Parameters ?? 0),
            ("expert bytes", expected.Experts?.Bytes ?? 0, found.Experts?.Bytes ?? 0),
            ("state bytes", expected.StateBytes, found.StateBytes),
            ("kept at 600", KeptAt(expected, 600), KeptAt(found, 600)), ("kept at 9000", KeptAt(expected, 9000), KeptAt(found, 9000)),
            ("attention at 5000", FlopsAt(expected, 5000), FlopsAt(found, 5000)),
            ("prefill of 700", expected.Kept.Sum(k => k.Layers * k.PrefillFlops * k.PairsOf(700)),
                found.Kept.Sum(k => k.Layers * k.PrefillFlops * k.PairsOf(700))),
        ];
        foreach ((string name, double theirs, double ours) in numbers)
        {
            if (Math.Abs(ours - theirs) > 0.012 * Math.Abs(theirs))
                yield return $"{name} {ours}, expected {theirs}";
        }

        if (expected.Types != found.Types || expected.Experts?.Kernel != found.Experts?.Kernel
            || expected.Experts?.HasShared != found.Experts?.HasShared)
            yield return $"{found.Types} {found.Experts}, expected {expected.Types} {expected.Experts}";
    }

    private static double KeptAt(ServedNetwork network, double tokens) =>
        network.Kept.Sum(kept => kept.Layers * kept.BytesPerToken * kept.SeenAt(tokens));

    private static double FlopsAt(ServedNetwork network, double tokens) =>
        network.Kept.Sum(kept => kept.Layers * kept.DecodeFlops * kept.SeenAt(tokens));
}
