using System.Text.Json;
using JouleTree.Core.Json;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>How the predictors of one method are stored.</summary>
internal interface IPredictorFormat
{
    /// <summary>Name of the method.</summary>
    string Method { get; }

    /// <summary>True for a predictor that is stored so.</summary>
    bool Holds(IEnergyPredictor predictor);

    /// <summary>Writes the members of a predictor into an open JSON object.</summary>
    void Write(Utf8JsonWriter json, IEnergyPredictor predictor);

    /// <summary>Reads a predictor back.</summary>
    /// <exception cref="Errors.InputException">A member is missing or wrong.</exception>
    IEnergyPredictor Read(JsonInput input);
}
