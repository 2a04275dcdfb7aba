using JouleTree.Core.Prediction.Calibrated;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>A trained predictor of one device with a card that says what it is worth.</summary>
/// <param name="Name">Name of the device, such as <c>irene-device-1</c>.</param>
/// <param name="Card">What it was trained on and how wrong it was.</param>
/// <param name="Predictor">The predictor.</param>
public sealed record DeviceProfile(string Name, DeviceCard Card, CalibratedPredictor Predictor);
