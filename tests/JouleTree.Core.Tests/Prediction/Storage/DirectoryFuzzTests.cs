using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Storage;

public sealed class DirectoryFuzzTests
{
    [Fact]
    public void ModelDirectories_Damaged_EndInSuccessOrAClearError()
    {
        using TemporaryFolder folder = new();
        IreneConfig config = new() { PolynomialFeatures = false };
        MemoryTreeSource source =
            MemoryTreeSource.Of(TestTrees.Campaign(), FeatureSelection.Of(config.Features(), TestTrees.Small()), EnergyNeed.PositiveInner);
        PredictorDirectory.Save(folder.Path, IreneTrainer.Train(source, config));
        ModelTree tree = TestTrees.Small();
        Fuzz.Run(
            [File.ReadAllBytes(folder.File(PredictorDirectory.FileName))],
            // What was accepted can predict.
            bytes => PredictorDirectory.Parse(bytes, "fuzz").Predict(tree, UnknownPrimitives.Zero));
    }
}
