namespace JouleTree.Core.Prediction.Calibrated.Adaptation;

/// <summary>How a predictor is carried over to another device.</summary>
/// <param name="Strength">How many measured samples of a type what is known already weighs as much as.</param>
/// <param name="Corrections">Whose corrections of primitives and modules are used.</param>
internal sealed record AdaptationSetting(double Strength, AdaptedCorrections Corrections)
{
    /// <summary>The settings that are tried.</summary>
    public static IReadOnlyList<AdaptationSetting> All { get; } =
    [
        .. from corrections in Enum.GetValues<AdaptedCorrections>()
           from strength in (double[])[0.03, 0.3, 3, 30, 300]
           select new AdaptationSetting(strength, corrections),
    ];
}

/// <summary>Whose corrections an adapted predictor uses.</summary>
internal enum AdaptedCorrections
{
    /// <summary>Those of the first device.</summary>
    Source,

    /// <summary>New ones, learned from the samples of the new device.</summary>
    Target,

    /// <summary>None for primitives, whose physical terms stand; new ones for modules.</summary>
    None,
}
