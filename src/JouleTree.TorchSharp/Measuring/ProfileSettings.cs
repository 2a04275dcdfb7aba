using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>How a model is measured.</summary>
/// <param name="Measuring">Rounds, warm-up and the rest of the protocol.</param>
/// <param name="IsInPlace">Modules get shares of the whole; else each is run alone.</param>
/// <param name="Pass">Name and sizes.</param>
internal sealed record ProfileSettings(MeasuringOptions Measuring, bool IsInPlace, PassFacts Pass);
