using JouleTree.Cli.Terminal;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Honesty;
using JouleTree.Reporting.Svg;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>The curves of the calibrated predictor, each computed when it is first looked at: it takes many trainings.</summary>
/// <param name="trees">The data.</param>
/// <param name="folds">What was left out.</param>
/// <param name="options">How to fit.</param>
/// <param name="progressOf">Starts showing how many trainings of a curve are done.</param>
/// <param name="cancellation">Ends the work early.</param>
internal sealed class HonestCurves(
    IReadOnlyList<ModelTree> trees,
    IReadOnlyList<Fold> folds,
    CalibratedOptions options,
    Func<string, ProgressLine> progressOf,
    CancellationToken cancellation)
{
    private IReadOnlyList<ErrorRow>? _calibration;
    private IReadOnlyList<ErrorRow>? _learning;

    /// <summary>Coverage of intervals by their nominal level.</summary>
    public IReadOnlyList<ErrorRow> Calibration => _calibration ??= Shown(
        "curve of the intervals, trainings done:",
        progress => CalibratedCurves.Calibration(trees, folds, options, progress, cancellation));

    /// <summary>Errors by number of training models; empty for fewer than three models.</summary>
    public IReadOnlyList<ErrorRow> Learning => _learning ??= Shown(
        "learning curve, trainings done:", progress => CalibratedCurves.Learning(trees, options, progress, cancellation));

    /// <summary>A picture.</summary>
    /// <param name="name">One of <see cref="CurvePlot.Names"/>.</param>
    /// <param name="style">Sizes.</param>
    /// <exception cref="Core.Errors.InputException">The data do not suffice for it.</exception>
    public string Draw(string name, PictureStyle style) => CurvePlot.Render(name, name == "learning" ? Learning : Calibration, style);

    private IReadOnlyList<ErrorRow> Shown(string what, Func<IProgress<int>, IReadOnlyList<ErrorRow>> work)
    {
        using ProgressLine progress = progressOf(what);
        progress.Report(0);
        return work(progress);
    }
}
