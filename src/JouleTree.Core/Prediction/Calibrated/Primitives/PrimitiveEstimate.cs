namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>An estimated primitive, taken apart; the four parts sum to <see cref="Joules"/>.</summary>
/// <param name="Joules">Energy per forward pass.</param>
/// <param name="CallJoules">Joules for calling it.</param>
/// <param name="FlopsJoules">Joules for its arithmetic.</param>
/// <param name="BytesJoules">Joules for its memory traffic.</param>
/// <param name="CorrectionJoules">Joules by which the learned factor changes the sum.</param>
/// <param name="Difficulty">Relative standard deviation that is to be expected, before calibration.</param>
/// <param name="OctavesOutside">Distance from the range of the training data; 0 within it.</param>
internal readonly record struct PrimitiveEstimate(
    double Joules,
    double CallJoules,
    double FlopsJoules,
    double BytesJoules,
    double CorrectionJoules,
    double Difficulty,
    double OctavesOutside);
