namespace JouleTree.Core.Prediction.Profiles;

/// <summary>Mean percentage errors and interval coverage of one cross-validation.</summary>
/// <param name="LeftOut">What was left out in turn: model, seq_len, batch_size or family.</param>
/// <param name="PrimitivePercent">Mean over the parts of the error of primitives, in percent.</param>
/// <param name="ModulePercent">The same of modules.</param>
/// <param name="ModelPercent">The same of models.</param>
/// <param name="PrimitiveCoverage">Share of primitives inside their interval, in percent.</param>
/// <param name="ModuleCoverage">The same of modules.</param>
/// <param name="ModelCoverage">The same of models.</param>
public sealed record CardErrors(
    string LeftOut,
    double PrimitivePercent,
    double ModulePercent,
    double ModelPercent,
    double PrimitiveCoverage,
    double ModuleCoverage,
    double ModelCoverage);
